import { describe, expect, it } from 'vitest';
import { operationsAt, parse } from './parse.ts';

const HEAD = 'openapi: 3.0.0\ninfo: { title: t, version: "1" }\n';

describe('a contract in several files', () => {
  const files = {
    'api/openapi.yaml': `${HEAD}paths:
  /users:
    $ref: paths/users.yaml
  /orders:
    get:
      $ref: 'paths/orders.json#/list'
  /local:
    get:
      parameters:
        - $ref: ../shared/parameters.yml#/limit
      responses:
        '200':
          $ref: ./responses.yaml#/Ok
components:
  schemas:
    $ref: schemas/_index.yaml
`,
    'api/paths/users.yaml': `# users
parameters:
  - $ref: '../../shared/parameters.yml#/limit'
post:
  requestBody:
    content:
      application/json:
        schema: { $ref: ../schemas/user.yaml }
  responses:
    '201': { $ref: '../responses.yaml#/Ok' }
`,
    'api/paths/orders.json': '{\n  "list": {"responses": {"200": {"$ref": "../responses.yaml#/Ok"}}}\n}',
    'api/responses.yaml':
      'Ok:\n  description: ok\n  content:\n    application/json:\n      schema: { $ref: schemas/user.yaml }\n',
    'api/schemas/_index.yaml': 'User: { $ref: user.yaml }\n',
    'api/schemas/user.yaml': 'type: object\nproperties:\n  friend: { $ref: user.yaml }\n',
    'shared/parameters.yml': 'limit: { name: limit, in: query, schema: { type: integer } }\n',
  };

  it('joins them, every operation with its own file and line', async () => {
    const facts = await parse(files);
    expect(operationsAt(facts)).toEqual([
      'POST /users api/paths/users.yaml:4:1',
      'GET /orders api/paths/orders.json:2:11',
      'GET /local api/openapi.yaml:10:5',
    ]);
    const [users, orders, local] = facts.operations;
    expect(users).toMatchObject({
      requestBody: ['application/json'],
      parameters: [{ name: 'limit', in: 'query', at: { line: 3, column: 5 } }],
      responses: [{ status: '201', mediaTypes: ['application/json'], at: { line: 10 } }],
    });
    expect(orders?.responses).toMatchObject([{ status: '200', mediaTypes: ['application/json'] }]);
    expect(local?.parameters).toMatchObject([{ name: 'limit', at: { line: 12, column: 11 } }]);
    expect(facts.schemas).toEqual([{ name: 'User', at: { line: 18, column: 5, endLine: 18 } }]);
    expect([...facts.problems, ...facts.unknowns]).toEqual([]);
  });

  it('is validated as one, and a problem is told where it stands', async () => {
    const facts = await parse({ ...files, 'api/schemas/user.yaml': 'type: object\nrequired: name\n' });
    expect(facts.problems).toContainEqual({
      message: 'must be array',
      pointer: expect.stringMatching(/\/required$/),
      file: 'api/schemas/user.yaml',
      at: { line: 2, column: 1, endLine: 2 },
    });
  });
});

describe('references that cannot be followed', () => {
  it.each([
    ['./gone.yaml', 'there is no such file, or it cannot be read'],
    ['../../outside.yaml', 'it is outside the scanned folder'],
    ['/etc/passwd', 'it is outside the scanned folder'],
    ['https://example.com/a.yaml', 'it is on the network, which is not asked'],
    ['//example.com/a.yaml', 'it is on the network, which is not asked'],
    ['#/x-none', 'the file has nothing there'],
    ['#/paths/~1a', 'it leads back to itself'],
  ])('%s makes its path unknown', async (reference, why) => {
    const reads: string[] = [];
    const { parseOpenApi } = await import('../../src/parse/openapi/index.ts');
    const text = `${HEAD}paths:\n  /a:\n    $ref: '${reference}'\n  /b:\n    get: { responses: { 200: { description: ok } } }\n`;
    const facts = await parseOpenApi({
      path: 'api/a.yaml',
      text,
      read: (path) => {
        reads.push(path);
        return undefined;
      },
    });
    expect(operationsAt(facts)).toEqual(['GET /b api/a.yaml:7:5']);
    expect(facts.unknowns).toMatchObject([{ path: 'api/a.yaml', line: 5, subject: 'contract' }]);
    expect(facts.unknowns[0]?.reason).toBe(`The reference ${reference} for the path /a cannot be followed: ${why}.`);
    expect(reads).toEqual(reference === './gone.yaml' ? ['api/gone.yaml'] : []);
  });

  it('inside the repository are problems too, wherever they are', async () => {
    const facts = await parse({
      'a.yaml': `${HEAD}paths: {}\ncomponents:\n  schemas:\n    A:\n      properties:\n        default: { $ref: '#/components/schemas/B' }\n      example: { $ref: nothing }\n`,
    });
    expect(facts.problems).toMatchObject([
      { message: 'The reference #/components/schemas/B does not resolve', file: 'a.yaml', at: { line: 8, column: 20 } },
    ]);
  });
});
