import { dataClient, defineRule, type ModuleNode, type Subject, topOf, within } from '#rule';

interface DomainModule extends Subject {
  module: ModuleNode;
}

const FRAMEWORKS =
  /^(express|fastify|koa|hono|@hapi\/.*|@nestjs\/(?!common$).*|ioredis|redis|axios|got|node-fetch|amqplib|kafkajs|@aws-sdk\/.*|nodemailer|bull|bullmq)$/;

const isInfrastructure = (name: string): boolean => FRAMEWORKS.test(name) || dataClient(name) !== undefined;

/** Packages whose decorators describe objects of an API or check their input: no port can stand in for them. */
const DESCRIBES = /^(@nestjs\/(swagger|graphql|mapped-types)|type-graphql|class-validator)$/;

/** Modules of the domain that know frameworks, drivers or adapters. */
export const domainImportsInfrastructure = defineRule({
  id: 'domain-imports-infrastructure',
  summary: 'The domain depends on infrastructure',
  why: 'The domain is the part that should outlive frameworks and databases; once it imports them, every change there reaches the business rules.',
  fix: 'Declare a port (an interface) in the domain and implement it in infrastructure.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['domains that are not in a folder of that name, unless layers are declared'],
  params: {},
  examples: {
    good: [
      {
        title: 'a plain entity',
        files: { 'src/domain/user.ts': 'export class User {\n  rename(name: string) { return name; }\n}\n' },
      },
      {
        title: 'a type of a library is erased',
        files: {
          'src/domain/user.ts': "import type { Knex } from 'knex';\nexport interface Users { find(db: Knex): void }\n",
        },
      },
    ],
    bad: [
      {
        title: 'an entity that queries',
        files: { 'src/domain/user.ts': "import knex from 'knex';\nexport const load = () => knex({})('users');\n" },
        keys: ['src/domain/user.ts -> knex'],
      },
      {
        title: 'an entity that knows a search engine',
        files: {
          'src/domain/product.ts':
            "import { Client } from '@elastic/elasticsearch';\nexport const find = () => new Client({ node: '' }).search();\n",
        },
        keys: ['src/domain/product.ts -> @elastic/elasticsearch'],
      },
    ],
  },
  *subjects(model): Iterable<DomainModule> {
    for (const module of model.modules) {
      if (module.role === 'source' && module.layer === 'domain')
        yield { key: module.path, at: topOf(module.path), module };
    }
  },
  check({ module }, _params, model) {
    const packages = model.graph.external
      .filter((item) => item.from === module.path && item.kind !== 'type' && isInfrastructure(item.package))
      .map((item) => ({ target: item.package, at: item.at }));
    const layers = new Map(model.modules.map((other) => [other.path, other.layer]));
    const adapters = model.graph.edges
      .filter(
        (edge) =>
          edge.from === module.path &&
          edge.kind !== 'type' &&
          /^(infrastructure|repository|controller)$/.test(layers.get(edge.to) ?? ''),
      )
      .map((edge) => ({ target: edge.to, at: edge.at }));
    return [...packages, ...adapters].map(({ target, at }) => ({
      key: `${module.path} -> ${target}`,
      at: within(module.path, at),
      message: `domain module ${module.path} imports ${target}`,
      ...(DESCRIBES.test(target) && {
        fix: `Keep what ${target} decorates on a DTO of the API, and map the domain object to it.`,
      }),
    }));
  },
});
