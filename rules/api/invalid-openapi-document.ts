import { type Contract, defineRule, type Subject, topOf } from '#rule';

interface Document extends Subject {
  contract: Contract;
}

/** OpenAPI documents that their own specification rejects. */
export const invalidOpenapiDocument = defineRule({
  id: 'invalid-openapi-document',
  summary: 'An OpenAPI document is not valid',
  why: 'Generators, gateways and test tools read the contract strictly: what does not validate is not a contract for them.',
  fix: 'Mend what the validator names.',
  severity: 'error',
  precision: 'high',
  cannotDetect: ['whether the contract describes what the service does'],
  params: {},
  examples: {
    good: [
      {
        title: 'a small valid document',
        files: {
          'openapi.yaml':
            "openapi: 3.0.3\ninfo:\n  title: A\n  version: '1'\npaths:\n  /v1/users:\n    get:\n      responses:\n        '200':\n          description: ok\n",
        },
      },
    ],
    bad: [
      {
        title: 'no paths',
        files: { 'openapi.yaml': "openapi: 3.0.3\ninfo:\n  title: A\n  version: '1'\n" },
        keys: ['openapi.yaml'],
      },
    ],
  },
  *subjects(model): Iterable<Document> {
    for (const contract of model.contracts) yield { key: contract.path, at: topOf(contract.path), contract };
  },
  check({ contract }) {
    const [first] = contract.facts.problems;
    // A document that does not parse is unknown as a whole, and listed as such.
    if (!first || contract.facts.unknowns.some((item) => item.reason.includes('not valid JSON or YAML')))
      return undefined;
    const more = contract.facts.problems.length > 1 ? ` (and ${contract.facts.problems.length - 1} more)` : '';
    return {
      message: `${first.message}${more}`,
      at: { path: contract.path, ...first.at },
      related: contract.facts.problems
        .slice(1, 10)
        .map((problem) => ({ at: { path: contract.path, ...problem.at }, message: problem.message })),
    };
  },
  blind: (model) =>
    model.contracts.flatMap((contract) =>
      contract.facts.unknowns.map((item) => `${item.path}:${item.line} ${item.reason}`),
    ),
});
