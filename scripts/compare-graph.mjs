// Holds the module graph of a repository against dependency-cruiser's and prints every difference with its reason.
//
//   node scripts/compare-graph.mjs REPOSITORY [--all]    --all lists the explained differences too
//
// Exit status 1 when a difference has no reason. The reasons are those of docs/differences-from-dependency-cruiser.md.
import path from 'node:path';
import { importSource } from './import-source.mjs';

const [repository, ...flags] = process.argv.slice(2);
if (repository === undefined) {
  console.error('usage: node scripts/compare-graph.mjs REPOSITORY [--all]');
  process.exit(2);
}
const { ownGraph, oracleGraph, compareGraphs } = await importSource(
  "export { ownGraph } from './test/differential/own-graph.ts';" +
    "export { oracleGraph } from './test/differential/oracle-graph.ts';" +
    "export { compareGraphs } from './test/differential/compare-graphs.ts';",
);

const own = await ownGraph(path.resolve(repository));
const oracle = await oracleGraph(own.root, [...own.modules.keys()]);
const { equal, differences, cycles } = compareGraphs(own, oracle);
const unexplained = differences.filter(({ reason }) => reason === undefined);

for (const config of oracle.repaired) console.log(`extends what is not installed: ${path.relative(own.root, config)}`);
for (const difference of flags.includes('--all') ? differences : unexplained) console.log(lineOf(difference));
console.log(`${own.modules.size} modules, ${equal} equal imports, ${differences.length} differences:`);
for (const [name, count] of tally(differences)) console.log(`  ${String(count).padStart(6)}  ${name}`);
console.log(
  `cycles: ${cycles.equal} equal, ${cycles.onlyOwn.length} only here, ${cycles.onlyOracle.length} only in dependency-cruiser`,
);
for (const component of cycles.onlyOwn) console.log(`  only here: ${component.join(', ')}`);
for (const component of cycles.onlyOracle) console.log(`  only there: ${component.join(', ')}`);
if (unexplained.length > 0) process.exitCode = 1;

function lineOf({ kind, reason, from, to, own: mine, oracle: theirs }) {
  const ours = mine ? `${[...mine.kinds].join('+')} by ${[...mine.specifiers].join(', ')}` : 'none';
  const others = theirs ? `${theirs.compiled ? 'compiled' : 'erased'} ${[...theirs.types].join(' ')}` : 'none';
  return `${kind} (${reason ?? 'UNEXPLAINED'}): ${from} -> ${to}\n    here: ${ours}; dependency-cruiser: ${others}`;
}

function tally(items) {
  const counts = new Map();
  for (const { kind, reason } of items) {
    const name = `${kind}: ${reason ?? 'UNEXPLAINED'}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, left], [, right]) => right - left);
}
