import { describe, expect, it } from 'vitest';
import type { Column, Table } from '../../src/model/repo-model.ts';
import { mapJson } from '../../src/report/map-json.ts';
import { mapMermaid } from '../../src/report/map-mermaid.ts';
import { mapText } from '../../src/report/map-text.ts';
import { plain } from '../../src/report/palette.ts';
import { sampleModel } from '../check/sample-model.ts';
import { sampleMap } from './sample-map.ts';

describe('the map for people', () => {
  it('has a section for each kind of thing', () => {
    expect(mapText(sampleMap(), { palette: plain, width: 100 })).toMatchSnapshot();
  });
  it('names what was not found', () => {
    const text = mapText(sampleModel({}), { palette: plain, width: 100 });
    expect(text).toContain('No frameworks, layers, routes, contracts, tables or cycles found.');
  });
  it('does not deny tables that were only not read', () => {
    const [own] = sampleMap().packages;
    const graph = { edges: [], external: [], unresolved: [], cycles: [] };
    const packages = [{ ...own!, dependencies: { mongoose: '^8.0.0' } }];
    const text = mapText({ ...sampleMap(), packages, tables: [], graph }, { palette: plain, width: 100 });
    expect(text).toContain('No cycles found.');
    expect(text).toContain('Tables exist that were not read:\n  mongoose is a dependency');
  });
});

describe('the map for programs', () => {
  it('carries everything that was found', () => expect(mapJson(sampleMap())).toMatchSnapshot());

  it('has the fields that programs rely on', () => {
    const map = JSON.parse(mapJson(sampleMap()));
    expect(map.cycles).toEqual([['src/routes/user.ts', 'src/services/user.ts']]);
    expect(map.routes[0]).toMatchObject({
      method: 'GET',
      path: '/v1/users',
      framework: 'express',
      middleware: ['auth'],
      handler: { name: 'listUsers', file: 'src/routes/user.ts', line: 12 },
    });
    expect(map.routes[1]).toMatchObject({ handler: null, prefixUnknown: 'the router is mounted on a computed path' });
    expect(map.tables[0]).toMatchObject({
      name: 'orders',
      columns: [
        { name: 'id', type: 'bigint', notNull: true, default: null },
        { name: 'user_id', default: '0' },
      ],
      primaryKey: ['id'],
      foreignKeys: [
        { name: null, columns: ['user_id'], references: { table: 'users', columns: ['id'] }, indexed: false },
      ],
      indexes: [{ name: 'orders_open', columns: ['id'], unique: true, where: 'open', method: 'btree' }],
    });
  });
});

describe('the map as an entity diagram', () => {
  it('shows tables, columns, keys and relations', () => expect(mapMermaid(sampleMap())).toMatchSnapshot());

  it('writes names that Mermaid would not take in a way that it takes', () => {
    const model = sampleMap();
    const [orders] = model.tables as [Table];
    const [id] = orders.columns as [Column];
    const names = ['user%id', '9lives', 'naïve col', 'a"b', 'ключ', 'PK'];
    const columns = [...names.map((name) => ({ ...id, name })), { ...id, name: 'kind', type: "enum('a','b')" }];
    const odd = { ...orders, name: 'a "b"\n100%', columns, primaryKey: [], foreignKeys: [], indexes: [] };
    expect(
      mapMermaid({ ...model, tables: [odd] })
        .split('\n')
        .slice(0, 10),
    ).toEqual([
      'erDiagram',
      '    "a b 100" {',
      '        bigint user_id "user id, not null"',
      '        bigint lives "9lives, not null"',
      '        bigint na_ve_col "naïve col, not null"',
      '        bigint a_b "a b, not null"',
      '        bigint unnamed "ключ, not null"',
      '        bigint PK_ "PK, not null"',
      '        enum kind "not null"',
      '    }',
    ]);
    expect(mapMermaid({ ...model, tables: [odd, { ...odd }] })).toContain('"a b 100 (2)" {');
  });

  it('is an empty diagram without tables', () => expect(mapMermaid(sampleModel({}))).toBe('erDiagram\n'));
});
