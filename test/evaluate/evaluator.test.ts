import { describe, expect, it } from 'vitest';
import { asked } from './sample-evaluator.ts';

describe('the evaluator', () => {
  it('ends where an object is spread into itself', () => {
    const list = `
      function list(name) {
        let where = { name };
        where = { ...where, page: 1 };
        return where.sort;
      }
      ask(list('ann'));`;
    expect(asked({ 'a.js': list })).toHaveLength(1);
  });

  it('knows what a base class gives the classes that extend it', () => {
    const files = {
      'base.ts': `import { Router } from 'express';
        export class Base { app = Router(); get router() { return this.app; } }`,
      'a.ts': `import { Base } from './base'; export class A extends Base {} ask(new A().router);`,
    };
    expect(asked(files)).toEqual(['express.Router()']);
  });
});
