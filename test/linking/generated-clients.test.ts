import { describe, expect, it } from 'vitest';
import { generatedAt, generatedClients } from '../../src/model/linking/generated-clients.ts';
import { asked } from '../evaluate/sample-evaluator.ts';

const SCHEMA = `generator client {
  provider = "prisma-client"
  output   = "../src/generated/prisma"
}
generator docs {
  provider = "prisma-docs"
  output   = "./docs"
}`;

describe('the generated client of Prisma', () => {
  it('is where its generator puts it', () => {
    const clients = generatedClients([{ path: 'prisma/schema.prisma', text: SCHEMA }]);
    expect([...clients]).toEqual([['src/generated/prisma', '@prisma/client']]);
    expect(generatedAt(clients, 'src/generated/prisma/client')).toBe('@prisma/client');
    expect(generatedAt(clients, 'src/generated/prismatic')).toBeUndefined();
  });

  it.each([
    ['a relative path', '../generated/prisma/client'],
    ['an alias of the compiler', '@/generated/prisma'],
    ['the folder that npm install fills', '.prisma/client'],
  ])('is known by %s', (_, specifier) => {
    const files = {
      'prisma/schema.prisma': SCHEMA,
      'tsconfig.json': '{"compilerOptions":{"baseUrl":".","paths":{"@/*":["src/*"]}}}',
      'src/db/client.ts': `import { PrismaClient } from '${specifier}';\nask(new PrismaClient());`,
    };
    expect(asked(files)).toEqual(['new @prisma/client.PrismaClient()']);
  });
});
