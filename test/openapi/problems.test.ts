import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';

const told = async (text: string, path = 'a.yaml') =>
  (await parse({ [path]: text })).problems.map(
    ({ pointer, message, at }) => `${at.line}:${at.column} ${pointer} ${message}`,
  );

describe('problems', () => {
  it('point at the key that is wrong', async () => {
    const text = `openapi: 3.0.0
info:
  title: t
  version: "1"
paths:
  /a/{id}:
    get:
      summry: typo
      parameters:
        - name: id
          in: body
          schema: { type: string }
      responses:
        '200':
          description: ok
`;
    expect(await told(text)).toEqual(
      expect.arrayContaining([
        '8:7 /paths/~1a~1{id}/get/summry must NOT have additional properties: summry',
        '11:11 /paths/~1a~1{id}/get/parameters/0/in must be equal to one of the allowed values: path',
      ]),
    );
  });

  it('do not blame a thing for being no reference', async () => {
    const text =
      'openapi: 3.0.0\ninfo: { title: t, version: "1" }\npaths:\n  /a:\n    get:\n      responses:\n        "200": {}\n';
    expect(await told(text)).toEqual(["7:9 /paths/~1a/get/responses/200 must have required property 'description'"]);
  });

  it('name a version that YAML reads as a number, and go on', async () => {
    const text = 'openapi: 3.0\ninfo:\n  title: t\n  version: 1.10\n';
    expect(await told(text)).toEqual([
      '1:1 /openapi The version must be a string: put 3.0 in quotes',
      '4:3 /info/version The version must be a string: put 1.10 in quotes',
      "1:1  must have required property 'paths'",
    ]);
  });

  it('include the rules that 2.0 has beyond its schema', async () => {
    const text = `swagger: '2.0'
info: { title: t, version: '1' }
paths:
  /a: { get: { responses: { 200: { description: ok } } } }
  /a/{id}:
    get:
      parameters: [{ $ref: '#/parameters/Other' }]
      responses: { 200: { description: ok } }
parameters:
  Other: { name: other, in: query, type: string }
`;
    expect(await told(text)).toEqual(
      ['6:5 /paths/~1a~1{id}/get /paths/a/{id}/get is missing path parameter(s) for {id}'].map((line) =>
        line.replace('/paths/a/{id}/get is', '/paths/a/{id}/get is'),
      ),
    );
  });

  it('are told once where a mistake is shared, not at every place that refers to it', async () => {
    const operation =
      '{ parameters: [{ $ref: "#/components/parameters/P" }], responses: { "200": { description: ok } } }';
    const text = `openapi: 3.0.0
info: { title: t, version: "1" }
paths:
  /a: { get: ${operation}, put: ${operation} }
components:
  parameters:
    P:
      name: p
      in: query
      schema: { type: strin }
`;
    expect(await told(text)).toEqual([
      '10:17 /components/parameters/P/schema/type must be equal to one of the allowed values: array, boolean, integer, number, object, string',
    ]);
  });

  it('of 3.1 follow its own schema', async () => {
    const text = (type: string) =>
      `openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\ncomponents:\n  schemas:\n    A: { type: ${type}, const: 1 }\n    b c: {}\n`;
    expect(await told(text('[string, "null"]'))).toEqual([
      '7:5 /components/schemas/b c must match pattern "^[a-zA-Z0-9._-]+$": b c',
    ]);
  });
});
