import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBlockYaml } from '../../src/parse/openapi/document/block-yaml.ts';
import { readJson } from '../../src/parse/openapi/document/json-tree.ts';
import type { DocumentNode } from '../../src/parse/openapi/document/node.ts';
import { readYaml } from '../../src/parse/openapi/document/yaml-tree.ts';

/** Values, keys and every position of a tree; nulls have no text to stand at. */
function outline(node: DocumentNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.value === null ? null : [node.start, node.value];
  if (node.kind === 'list') return [node.start, node.items.map(outline)];
  return [
    node.start,
    [...node.entries.values()].map(({ key, start, end, value }) => [key, start, end, outline(value)]),
  ];
}

function plain(node: DocumentNode | undefined): unknown {
  if (node?.kind === 'list') return node.items.map(plain);
  if (node?.kind === 'map') {
    return Object.fromEntries([...node.entries.values()].map((entry) => [entry.key, plain(entry.value)]));
  }
  return node?.value;
}

const ORDINARY = [
  '',
  '# only a comment\n',
  '--- # start\na: 1\n',
  'a: 1\nb: 2.50\nc: -1e3\nd: .5\ne: 0x1F\nf: 0o17\ng: +7\nh: 1_000\ni: 1.2.3\n',
  'a: ~\nb: null\nc:\nd: Null\ne: nULL\nf: true\ng: False\nh: yes\ni: .inf\nj: -.Inf\n',
  'a:\n- b\n-   c: d\n    e: f\n- - g\n  - h\n-\n  i: j\n-\nk: l\n',
  '- a\n-\n  - b\n- c: 1\n  d:\n  - e\n',
  'a: b # comment\n# between\n\nc: "d # no" # comment\n',
  "'it''s': 'a: b'\n\"q\\u00e9\\x41\\n\\t\": \"x\\\\ \\\" y\"\n",
  'a b : c d\nhttp://x/y: http://x#y\na: -b\nc: :d\ne: ?f\n~: x\n',
  'a: |\n  one\n   two\n\n  three\n\nb: |-\n  x\n\nc: |+\n  y\n\n',
  'a: >\n\n  one\n  two\n\n  three\n    kept\n   too\n\n  last\nb: >-\n  x\n  y\n',
  'a: |\nb: >\n\nc: x\n',
  'a: one\n  two\n\n\n  three # no, text goes on: no\nb: c\n'.replace(' # no, text goes on: no', ''),
  'a:\n\n  text on its own line\n  and another\nb:\n  "quoted"\n',
  'a: [b, "c", \'d\', 1, ~, [], {}, [e f]]\nb: {c: d, "e":f, g: [h, i], j: http://x/y}\nc: [ ]\nd: { }\ne: [x,]\n',
  '/paths/{id}:\n  get:\n    "200": {description: ok}\n    default: x\n',
];

const OVER_LINES = [
  'a: "one  \n  two\n\n\n   three\\n\n  "\nb: c\n',
  'a: "one\\\n  two\\\n  \\  three\\\n  four"\n',
  "a: 'it''s\n\n  one\n  thing '\nb:\n  - 'x\n    y'\n",
  "'a\n  b'\n",
  'a: "\\U0001F4DA\\N\\_\\L\\P\\a\\e\\v\\0\\/"\n',
  'a: [b,\n  "c" ,\n\n  {d: e,\n   "f":\n     g,\n  },\n]\nh: i\n',
  'a: {\n  "80/tcp": {},\n  x: [\n    1\n  ]\n}\n',
  'a: |2\n   x\n  y\nb: >1-\n one\n  two\n',
  '- |-2\n    x\n   y\n- a: |1+\n    z\n\n',
];

const LEFT_TO_THE_PARSER = [
  'a: &x 1\n',
  'a: *x\n',
  'a: !!str 1\n',
  'a: 1\n---\nb: 2\n',
  '%YAML 1.2\n---\na: 1\n',
  'a: 1\r\n',
  'a:\n\t- b\n',
  'a: 1\na: 2\n',
  '<<: {a: 1}\n',
  '? a\n: b\n',
  'a: b: c\n',
  'a: b\n c: d\n',
  'a: 1\n  b: 2\n',
  'a: - b\n',
  'a: "b" c\n',
  'a: [b] c\n',
  'a: @b\n',
  '-a: b\n',
  'a: |\n   x\n  y\n',
  'a: "one\ntwo"\n',
  'a: [b,\nc]\n',
  'a: [b, # c\n  d]\n',
  'a: "\\q"\n',
  '"a\n b": c\n',
  'a: "b\n---\n c"\n',
  'a: >#\n  x\n',
  'a: {b}\n',
  'a: b # c\n  d\n',
  '- a\n b: c\n',
  'a: [\n',
];

describe('readBlockYaml', () => {
  it.each([...ORDINARY, ...OVER_LINES])('reads %j as a whole parser does', (text) => {
    const read = readBlockYaml(text);
    expect(read).toBeDefined();
    const reference = readYaml(text, () => true);
    expect(reference.faults).toEqual([]);
    expect(outline(read)).toEqual(outline(reference.root) ?? null);
  });

  it.each(LEFT_TO_THE_PARSER)('leaves %j to the parser', (text) => {
    expect(readBlockYaml(text)).toBeUndefined();
  });

  it('agrees with the parser, or leaves it the text, wherever a line is moved, lost or said twice', () => {
    const lines = [...ORDINARY, ...OVER_LINES]
      .join('')
      .split('\n')
      .filter((line) => !line.startsWith('---'));
    const edit = fc.array(fc.tuple(fc.nat(lines.length - 1), fc.nat(4)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(edit, (picks) => {
        const text = picks.map(([line, shift]) => ' '.repeat(shift) + lines[line]).join('\n');
        const read = readBlockYaml(text);
        if (read === undefined) return;
        const reference = readYaml(text, () => true);
        expect(reference.faults).toEqual([]);
        expect(outline(read)).toEqual(outline(reference.root) ?? null);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { root, faults } = readJson(text);
        expect(faults).toEqual([]);
        expect(plain(root)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what JSON.parse refuses, and nothing else', () => {
    const characters = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      'true',
      ' ',
      '\n',
      '"',
      '\\',
      '01',
      '1.',
      'e',
    );
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const accepts = (): boolean => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        };
        expect(readJson(text).faults.length === 0, text).toBe(accepts());
      }),
      { numRuns: 5000, seed: 1 },
    );
  });
});
