import { describe, expect, it } from 'vitest';
import { operationsAt, parse } from './parse.ts';

const V3 = `openapi: 3.0.3
info:
  title: Orders
  version: "1.0"
servers:
  - url: https://{region}.example.com/{base}
    variables:
      region: { default: eu }
security:
  - bearer: []
paths:
  /orders:
    parameters:
      - name: tenant
        in: header
        schema: { type: string }
      - $ref: '#/components/parameters/Limit'
    get:
      operationId: listOrders
      tags: [orders, public]
      parameters:
        - in: header
          name: tenant
          required: true
          schema: { type: string }
      responses:
        '200':
          description: ok
          content:
            application/json: {}
            text/csv: {}
        default: { $ref: '#/components/responses/Problem' }
    post:
      deprecated: true
      servers:
        - url: https://write.example.com
      security: []
      requestBody:
        content:
          application/json: {}
      responses: { 201: { description: made } }
  /orders/{id}:
    servers: [{ url: /v2 }]
    delete:
      parameters: [{ name: id, in: path, schema: { type: string }, required: true }]
      security:
        - bearer: []
          key: []
        - {}
      responses: { 204: { description: gone } }
components:
  parameters:
    Limit: { name: limit, in: query, schema: { type: integer } }
  responses:
    Problem:
      description: problem
      content: { application/problem+json: {} }
  schemas:
    Order: { type: object }
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    key: { type: apiKey, in: header, name: k }
`;

describe('OpenAPI 3.0', () => {
  it('is read whole, with the positions of keys', async () => {
    const facts = await parse({ 'api/openapi.yaml': V3 });
    expect(facts).toMatchObject({
      version: '3.0',
      title: 'Orders',
      at: { line: 1, column: 1, endLine: 1 },
      servers: [{ url: 'https://eu.example.com/{base}', at: { line: 6, column: 5, endLine: 6 } }],
      security: [['bearer']],
      schemas: [{ name: 'Order', at: { line: 59, column: 5, endLine: 59 } }],
      securitySchemes: [
        { name: 'bearer', type: 'http', at: { line: 61, column: 5 } },
        { name: 'key', type: 'apiKey', at: { line: 62, column: 5 } },
      ],
      unknowns: [],
    });
    expect(facts.problems.map((problem) => problem.message)).toEqual([]);
    expect(operationsAt(facts)).toEqual([
      'GET /orders api/openapi.yaml:18:5',
      'POST /orders api/openapi.yaml:33:5',
      'DELETE /orders/{id} api/openapi.yaml:44:5',
    ]);
  });

  it('merges parameters of the path, the operation winning', async () => {
    const { operations } = await parse({ 'openapi.yaml': V3 });
    expect(operations[0]?.parameters).toEqual([
      { name: 'tenant', in: 'header', required: true, at: { line: 22, column: 11, endLine: 22 } },
      { name: 'limit', in: 'query', required: false, at: { line: 17, column: 9, endLine: 17 } },
    ]);
    expect(operations[2]?.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }]);
  });

  it('reads bodies, responses, security and servers of operations', async () => {
    const [list, create, remove] = (await parse({ 'openapi.yaml': V3 })).operations;
    expect(list).toMatchObject({ operationId: 'listOrders', tags: ['orders', 'public'], deprecated: false });
    expect(list).not.toHaveProperty('requestBody');
    expect(list).not.toHaveProperty('servers');
    expect(list?.security).toBeUndefined();
    expect(list?.responses).toMatchObject([
      { status: '200', mediaTypes: ['application/json', 'text/csv'], at: { line: 27, column: 9 } },
      { status: 'default', mediaTypes: ['application/problem+json'], at: { line: 32, column: 9 } },
    ]);
    expect(create).toMatchObject({ deprecated: true, requestBody: ['application/json'], security: [] });
    expect(create?.servers?.map((server) => server.url)).toEqual(['https://write.example.com']);
    expect(remove?.servers?.map((server) => server.url)).toEqual(['/v2']);
    expect(remove?.security).toEqual([['bearer', 'key'], []]);
  });

  it('is the same from JSON, with exact positions', async () => {
    const text =
      '{\n  "openapi": "3.0.0", "info": {"title": "t", "version": "1"},\n  "paths": {\n    "/a": {"get": {"responses": {"200": {"description": ""}}}}\n  }\n}';
    const facts = await parse({ 'a.json': text });
    expect(facts.at).toEqual({ line: 2, column: 3, endLine: 2 });
    expect(operationsAt(facts)).toEqual(['GET /a a.json:4:12']);
    expect(facts.operations[0]?.responses[0]?.at).toEqual({ line: 4, column: 34, endLine: 4 });
    expect(facts.problems).toEqual([]);
  });
});

describe('OpenAPI 3.1 and 3.2', () => {
  it('may have webhooks instead of paths', async () => {
    const facts = await parse({
      'a.yaml':
        'openapi: 3.1.0\ninfo: { title: t, version: "1" }\nwebhooks:\n  made:\n    post: { responses: { "200": { description: ok } } }\n',
    });
    expect(facts).toMatchObject({ version: '3.1', operations: [], problems: [], unknowns: [] });
  });

  it('has further methods in 3.2, and says that nothing validates it', async () => {
    const facts = await parse({
      'a.yaml': 'openapi: 3.2.0\npaths:\n  /a:\n    query: {}\n    additionalOperations:\n      COPY: {}\n',
    });
    expect(operationsAt(facts)).toEqual(['QUERY /a a.yaml:4:5', 'COPY /a a.yaml:6:7']);
    expect(facts.problems).toEqual([]);
    expect(facts.unknowns).toMatchObject([
      {
        line: 1,
        subject: 'contract',
        reason: 'The document was read but not validated: the validator does not know version 3.2.',
      },
    ]);
  });
});

describe('OpenAPI 2.0', () => {
  const V2 = `swagger: '2.0'
info: { title: t, version: '1' }
schemes: [https, http]
host: api.example.com
basePath: /v1
consumes: [application/json]
produces: [application/json]
paths:
  /pets:
    post:
      parameters:
        - { name: pet, in: body, schema: { $ref: '#/definitions/Pet' } }
      responses:
        200: { description: ok, schema: { $ref: '#/definitions/Pet' } }
        404: { description: none }
  /upload:
    post:
      consumes: [multipart/form-data]
      parameters:
        - { name: file, in: formData, type: file }
      responses: { 204: { description: done } }
  /form:
    get:
      produces: [text/plain]
      responses: { 200: { description: ok, schema: { type: string } } }
definitions:
  Pet: { type: object }
securityDefinitions:
  key: { type: apiKey, in: header, name: k }
`;

  it('composes servers and inherits media types', async () => {
    const facts = await parse({ 'swagger.yaml': V2 });
    expect(facts.servers).toEqual([
      { url: 'https://api.example.com/v1', at: { line: 5, column: 1, endLine: 5 } },
      { url: 'http://api.example.com/v1', at: { line: 5, column: 1, endLine: 5 } },
    ]);
    const [pets, upload, form] = facts.operations;
    expect(pets).toMatchObject({ requestBody: ['application/json'], parameters: [{ name: 'pet', in: 'body' }] });
    expect(pets?.responses.map(({ status, mediaTypes }) => [status, mediaTypes])).toEqual([
      ['200', ['application/json']],
      ['404', []],
    ]);
    expect(upload?.requestBody).toEqual(['multipart/form-data']);
    expect(form?.responses[0]?.mediaTypes).toEqual(['text/plain']);
    expect(facts).toMatchObject({
      version: '2.0',
      schemas: [{ name: 'Pet' }],
      securitySchemes: [{ name: 'key', type: 'apiKey' }],
      problems: [],
      unknowns: [],
    });
  });

  it.each([
    ['basePath: /v1', ['/v1']],
    ['host: a.com', ['//a.com']],
    ['schemes: [https]', []],
  ])('with %s', async (line, urls) => {
    const { servers } = await parse({ 'a.yaml': `swagger: '2.0'\n${line}\npaths: {}\n` });
    expect(servers.map((server) => server.url)).toEqual(urls);
  });
});
