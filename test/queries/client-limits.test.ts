import { describe, expect, it } from 'vitest';
import type { ClientLimit } from '../../src/model/repo-model.ts';
import { queriesOf } from './queries-of.ts';

const NEST = ['@nestjs/common', '@nestjs/core', 'typeorm', 'class-validator'];
const CONTROLLER = `
  import { Controller, Get, Query } from '@nestjs/common';
  import { Repository } from 'typeorm';
  import { Order } from './order';
  import { Page } from './page';
  @Controller('v1/orders')
  export class OrderController {
    constructor(private readonly orders: Repository<Order>) {}
    @Get()
    list(@Query() page: Page) {
      return this.orders.find({ take: page.take });
    }
  }
`;
const ORDER = "import { Entity } from 'typeorm';\n@Entity()\nexport class Order {}\n";

async function limitsOf(packages: string[], files: Record<string, string>): Promise<string[]> {
  const queries = await queriesOf(packages, files);
  const clients = queries.flatMap(({ limit }) => (limit.kind === 'computed' && limit.client ? [limit.client] : []));
  return clients.map(({ name, missing }: ClientLimit) => `${name} @${missing.module}:${missing.at.line}`);
}

const nest = (page: string): Promise<string[]> =>
  limitsOf(NEST, { 'src/order.controller.ts': CONTROLLER, 'src/order.ts': ORDER, 'src/page.ts': page });

describe('limits that clients set', () => {
  it('reads the decorators of a declared class', async () => {
    const page = (decorators: string): string =>
      `import { IsInt, Max, Min } from 'class-validator';\nexport class Page {\n  ${decorators}\n  take?: number;\n}\n`;
    expect(await nest(page('@IsInt() @Min(1)'))).toEqual(['@Query page.take @src/page.ts:3']);
    expect(await nest(page('@IsInt() @Max(50)'))).toEqual([]);
    expect(await nest(page('@NumberField({ minimum: 1, maximum: 50 })'))).toEqual([]);
    expect(await nest(page('@PageSize()'))).toEqual([]);
  });

  it('names a part that is taken out of the parameter once', async () => {
    const taken = CONTROLLER.replace('page: Page', '{ take }: Page').replace('page.take', 'take');
    const page = 'export class Page {\n  @IsInt() take?: number;\n}\n';
    const files = { 'src/order.controller.ts': taken, 'src/order.ts': ORDER, 'src/page.ts': page };
    expect(await limitsOf(NEST, files)).toEqual(['@Query take @src/page.ts:2']);
  });

  it('reads the class it extends', async () => {
    const base = '@IsInt() take?: number;';
    const page = `import { IsInt, PartialType } from 'somewhere';\nclass Base { ${base} }\nexport class Page extends PartialType(Base) {}\n`;
    expect(await nest(page)).toEqual(['@Query page.take @src/page.ts:2']);
    expect(await nest(page.replace('@IsInt()', '@Max(9)'))).toEqual([]);
  });

  const mongoose = (controller: string, schema: string): Promise<string[]> =>
    limitsOf(['express', 'mongoose', 'joi'], {
      'src/user.js': `
        const mongoose = require('mongoose');
        const paginate = require('./paginate');
        const userSchema = new mongoose.Schema({ name: String });
        userSchema.plugin(paginate);
        module.exports = mongoose.model('User', userSchema);
      `,
      'src/paginate.js': `
        module.exports = (schema) => {
          schema.statics.paginate = function (filter, options) {
            const limit = options.limit && parseInt(options.limit, 10) > 0 ? parseInt(options.limit, 10) : 10;
            return this.find(filter).sort('name').limit(limit);
          };
        };
      `,
      'src/app.js': `
        const express = require('express');
        const Joi = require('joi');
        const User = require('./user');
        const app = express();
        const pick = (object, keys) => keys.reduce((all, key) => ({ ...all, [key]: object[key] }), {});
        const validate = (schema) => (req, res, next) => next();
        const users = { query: Joi.object().keys({ limit: ${schema} }) };
        app.get('/v1/users', validate(users), async (req, res) => { ${controller} });
      `,
    });

  it('follows a static of a schema, its callers and the validator of the route', async () => {
    const controller = "res.json(await User.paginate({}, pick(req.query, ['limit', 'page'])));";
    expect(await mongoose(controller, 'Joi.number().integer()')).toEqual(['req.query.limit @src/app.js:8']);
    expect(await mongoose(controller, 'Joi.number().integer().max(100)')).toEqual([]);
    expect(await mongoose("res.json(await User.paginate({}, pick(req.query, ['page'])));", 'Joi.number()')).toEqual([]);
  });

  const express = (body: string, more = ''): Promise<string[]> =>
    limitsOf(['express', '@prisma/client', 'zod'], {
      'src/app.ts': `import express from 'express';
import { z } from 'zod';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const app = express();
${more}
app.get('/v1/users', async (req, res) => {
  ${body}
});`,
    });

  it('sees values cut off before they are used', async () => {
    const use = 'res.json(await prisma.user.findMany({ take: limit }));';
    expect(await express(`let limit = Number(req.query.limit) || 10; ${use}`)).toEqual([
      'req.query.limit @src/app.ts:8',
    ]);
    expect(await express(`let limit = Number(req.query.limit); if (limit > 50) limit = 50; ${use}`)).toEqual([]);
    expect(await express(`let limit = +req.query.limit; if (limit < 1) limit = 10; ${use}`)).toHaveLength(1);
    expect(await express(`const limit = +req.query.limit > 50 ? 50 : +req.query.limit; ${use}`)).toEqual([]);
    expect(
      await express(`const { limit } = z.object({ limit: z.coerce.number().max(5) }).parse(req.query); ${use}`),
    ).toEqual([]);
    expect(
      await express(`const { limit } = z.object({ limit: z.coerce.number() }).parse(req.query); ${use}`),
    ).toHaveLength(1);
  });

  it('follows what a middleware makes of it', async () => {
    const use = 'res.json(await prisma.user.findMany({ take: req.query.limit }));';
    const pager = (value: string): string => `app.use((req, res, next) => { req.query.limit = ${value}; next(); });`;
    expect(await express(use, pager('parseInt(req.query.limit, 10) || 20'))).toEqual(['req.query.limit @src/app.ts:6']);
    expect(await express(use, pager('Math.min(Number(req.query.limit), 100)'))).toEqual([]);
  });
});
