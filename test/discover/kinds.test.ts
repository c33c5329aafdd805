import { describe, expect, it } from 'vitest';
import { discover } from '../../src/discover/index.ts';
import { temporaryTree } from './temporary-tree.ts';

/** Kind of the one file, or why it was left out. */
async function kindOf(path: string, text: string): Promise<string> {
  const { files, skipped, unknowns } = await discover(temporaryTree({ [path]: text }));
  expect(unknowns).toEqual([]);
  return files[0]?.kind ?? skipped[0]?.reason ?? 'nothing';
}

describe('kinds by name', () => {
  it.each([
    ['src/a.mts', 'code'],
    ['a.cjs', 'code'],
    ['package.json', 'manifest'],
    ['db/schema.sql', 'sql'],
    ['prisma/schema.prisma', 'prisma'],
    ['a.gql', 'graphql'],
    ['a.proto', 'protobuf'],
    ['README.md', 'markdown'],
    ['Dockerfile', 'dockerfile'],
    ['Dockerfile.dev', 'dockerfile'],
    ['api.Dockerfile', 'dockerfile'],
    ['.env', 'env'],
    ['.env.local', 'env'],
    ['config/prod.env', 'env'],
    ['.example-env', 'env'],
    ['.env.ts', 'code'],
    ['Dockerfile.dockerignore', 'unsupported'],
    ['page.vue', 'unsupported'],
    ['yarn.lock', 'unsupported'],
    ['package-lock.json', 'unsupported'],
    ['pnpm-lock.yaml', 'unsupported'],
    ['jquery.min.js', 'minified'],
    ['app.js.map', 'generated'],
  ])('%s is %s', async (path, kind) => {
    expect(await kindOf(path, '')).toBe(kind);
  });
});

describe('kinds by content', () => {
  it.each([
    ['OpenAPI in YAML', 'x.yaml', 'openapi: 3.0.3\ninfo:\n  title: t\n', 'openapi'],
    ['OpenAPI with a quoted key and version', 'x.yml', '"openapi": "3.1.0"\n"paths": {}\n', 'openapi'],
    ['OpenAPI whose version comes last', 'x.yml', '# c\npaths: {}\nopenapi: 3.0.0', 'openapi'],
    ['Swagger with a number for its version', 'x.yml', 'swagger: 2.0\nhost: a\n', 'openapi'],
    ['OpenAPI in JSON', 'x.json', '{ "info": {"openapi": "no"}, "openapi" : "3.0.0", "paths": {} }', 'openapi'],
    ['JSON in a YAML file', 'x.yaml', '\n{"swagger": "2.0", "paths": {}}', 'openapi'],
    ['broken OpenAPI', 'x.yaml', 'openapi: 3.0.0\npaths:\n  /a: [\n', 'openapi'],
    ['OpenAPI behind a byte order mark', 'x.yaml', '\uFEFFopenapi: 3.0.0\r\npaths: {}\r\n', 'openapi'],
    ['a setting named swagger', 'x.yaml', 'swagger: true\ninfo: x\n', 'unsupported'],
    ['settings below swagger', 'x.yaml', 'swagger:\n  openapi: 3.0.0\ninfo: x\n', 'unsupported'],
    ['a version on its own', 'x.yaml', 'openapi: 3.0.0\nsite: docs\n', 'unsupported'],
    ['an example inside other JSON', 'x.json', '{"example": {"openapi": "3.0.0", "paths": {}}}', 'unsupported'],
    ['AsyncAPI', 'events.yaml', 'asyncapi: 2.6.0\ninfo: {}\n', 'asyncapi'],
    ['Kubernetes', 'deploy/api.yaml', '---\napiVersion: apps/v1\nkind: Deployment\n', 'kubernetes'],
    ['a later document of a stream', 'a.yaml', '# none\n---\napiVersion: v1\nkind: Service\n', 'kubernetes'],
    ['a service catalogue', 'a.yaml', 'apiVersion: backstage.io/v1alpha1\nkind: Component\n', 'unsupported'],
    ['a chart', 'chart/Chart.yaml', 'apiVersion: v2\nname: x\n', 'kubernetes'],
    ['compose by name', 'docker-compose.dev.yml', 'services: {}\n', 'compose'],
    ['compose by content', 'stack.yml', 'version: "3"\nservices:\n  # c\n\n  db:\n    image: postgres\n', 'compose'],
    ['services of something else', 'a.yml', 'services:\n  mail:\n    url: x\n', 'unsupported'],
    ['GitHub workflow', '.github/workflows/ci.yml', 'name: ci\n', 'workflow'],
    ['GitLab pipeline with services', '.gitlab-ci.yml', 'services:\n  - postgres\n', 'workflow'],
    ['workflow by content', 'ci/build.yml', 'on: push\njobs: {}\n', 'workflow'],
    ['dependabot', '.github/dependabot.yml', 'version: 2\n', 'unsupported'],
    ['configuration by folder', 'config/default.json', '{}', 'config'],
    ['configuration by name', 'src/application-prod.yml', 'a: 1\n', 'config'],
    ['pm2', 'ecosystem.config.json', '{}', 'config'],
    ['texts in a configuration folder', 'config/locales/en.json', '{}', 'unsupported'],
    ['compiler settings', 'tsconfig.build.json', '{}', 'unsupported'],
    ['settings of an editor', '.vscode/settings.json', '{}', 'unsupported'],
    ['data', 'src/countries.json', '[]', 'unsupported'],
    ['a program for Node without extension', 'bin/www', '#!/usr/bin/env node\nrequire("../app");\n', 'code'],
    ['a shell script without extension', 'bin/run', '#!/bin/sh\n', 'unsupported'],
  ])('%s', async (_, path, text, kind) => {
    expect(await kindOf(path, text)).toBe(kind);
  });

  it('finds a contract in megabytes of JSON whose version comes last', async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, n) => [`S${n}`, { description: 'a"}{["\\"' }]),
    );
    const text = JSON.stringify({ components: { schemas }, openapi: '3.0.0', paths: {} });
    expect(await kindOf('big.json', text)).toBe('openapi');
  });
});
