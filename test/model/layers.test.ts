import { expect, test } from 'vitest';
import { modelOf, withFiles } from '../rules/scan.ts';

/** The layers of the modules of a small repository, by path; those in none are left out. */
const layersOf = (files: Record<string, string>): Promise<Record<string, string>> =>
  withFiles(files, async (root) =>
    Object.fromEntries(
      (await modelOf(root)).layers.flatMap(({ name, modules }) => modules.map((path) => [path, name])),
    ),
  );

test('folders above a package say nothing of its modules', async () => {
  const layers = await layersOf({
    'services/orders/package.json': '{"name":"orders"}',
    'services/orders/start.ts': 'export const start = () => 1;\n',
    'services/orders/services/pay.ts': 'export const pay = () => 1;\n',
  });
  expect(layers).toEqual({ 'services/orders/services/pay.ts': 'service' });
});

test('names that mean other things too need to be borne out', async () => {
  const layers = await layersOf({
    'src/links/app.routes.ts': "export const routes = { users: '/users' };\n",
    'src/users/users.routes.ts': "import { Router } from 'express';\nexport const users = Router();\n",
    'src/core/guard.ts': 'export const against = (value: unknown) => value !== undefined;\n',
    'src/auth/auth.guard.ts': 'export class AuthGuard {\n  canActivate() { return true; }\n}\n',
    'src/git/clone-repo.ts': 'export const clone = (url: string) => url;\n',
    'src/users/user-repo.ts': 'export class UserRepo {}\n',
    'src/core/abort-controller.ts': 'export const abort = () => 1;\n',
    'src/billing/price.interface.ts': 'export interface Price { amount: number }\n',
  });
  expect(layers).toEqual({
    'src/users/users.routes.ts': 'controller',
    'src/auth/auth.guard.ts': 'middleware',
    'src/users/user-repo.ts': 'repository',
  });
});

test('constants beside configuration are configuration', async () => {
  const layers = await layersOf({
    'src/config/constants.ts': 'export const PAGE = 20;\n',
    'src/users/constants.ts': 'export const PAGE = 20;\n',
  });
  expect(layers).toEqual({ 'src/config/constants.ts': 'config', 'src/users/constants.ts': 'util' });
});

test('modules are placed by what they extend, make and put together', async () => {
  const layers = await layersOf({
    'src/auth/jwt.ts':
      "import { PassportStrategy } from '@nestjs/passport';\nimport { Strategy } from 'passport-jwt';\nexport class Jwt extends PassportStrategy(Strategy) {}\n",
    'src/db/prisma.service.ts':
      "import { PrismaClient } from '@prisma/client';\nexport class PrismaService extends PrismaClient {}\n",
    'src/db/pool.ts': "import { Pool } from 'pg';\nexport const pool = new Pool();\n",
    'src/loaders/web.ts':
      "import type { Application } from 'express';\nexport const load = (app: Application) => app.use(() => {});\n",
    'src/pets/pet.ts': "import { ObjectType } from 'type-graphql';\n@ObjectType()\nexport class Pet {}\n",
  });
  expect(layers).toEqual({
    'src/auth/jwt.ts': 'middleware',
    'src/db/prisma.service.ts': 'infrastructure',
    'src/db/pool.ts': 'infrastructure',
    'src/loaders/web.ts': 'entry',
    'src/pets/pet.ts': 'dto',
  });
});

test('scripts, seeds and front ends are in no layer, and no reason is given twice', async () => {
  const files = {
    'src/domain/order.ts': 'export class Order {}\n',
    'scripts/user.service.ts': 'export const run = () => 1;\n',
    'web/user.service.ts': "import { Injectable } from '@angular/core';\nexport const user = Injectable;\n",
  };
  expect(await layersOf(files)).toEqual({ 'src/domain/order.ts': 'domain' });
  const evidence = await withFiles(files, async (root) => (await modelOf(root)).layers[0]?.evidence);
  expect(evidence).toEqual([{ module: 'src/domain/order.ts', reasons: ['in folder domain/'] }]);
});
