// Times Lintel beside dependency-cruiser on one repository, and the start of the command beside bare node.
//
//   node scripts/benchmark.mjs REPOSITORY [RUNS]    after `npm run build`; RUNS is 3 when absent
//   node scripts/benchmark.mjs FILE.sql [RUNS]      the same beside squawk, after `npm install --no-save squawk-cli`
//
// The two are run in turn, so that a machine whose speed drifts does not favour one; medians and their ratio are printed.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [repository, runs = '3'] = process.argv.slice(2);
if (repository === undefined) {
  console.error('usage: node scripts/benchmark.mjs REPOSITORY|FILE.sql [RUNS]');
  process.exit(2);
}
const lintel = path.join(root, 'dist/lintel.js');
let target = path.resolve(repository);
if (repository.endsWith('.sql')) compareWithSquawk(target);
else compareWithCruiser();

/** Lintel reads folders, so the file is laid into one of its own. */
function compareWithSquawk(file) {
  target = mkdtempSync(path.join(tmpdir(), 'lintel-benchmark-'));
  copyFileSync(file, path.join(target, 'schema.sql'));
  const squawk = process.env.SQUAWK ?? path.join(root, 'node_modules/squawk-cli/js/bin/squawk');
  const megabytes = statSync(file).size / 1e6;
  console.log(`${megabytes.toFixed(2)} MB of SQL`);
  compare(
    'whole check / squawk',
    [lintel, 'check', target, '--format', 'json', '--output', '/dev/null'],
    [squawk, 'schema.sql'],
  );
  rmSync(target, { recursive: true });
}

function compareWithCruiser() {
  const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = path.join(target, 'tsconfig.json');
  const cruise = [
    '--no-config',
    '--no-progress',
    ...(existsSync(config) ? ['--ts-config', config] : []),
    '--exclude',
    '(^|/)(node_modules|dist|build)/',
    '--output-type',
    'err',
    '.',
  ];

  compare(
    'whole scan / dependency-cruiser, graph only',
    [lintel, 'check', target, '--format', 'json', '--output', '/dev/null'],
    [cruiser, ...cruise],
  );
  compare('lintel --version / node -e 0', [lintel, '--version'], ['-e', '0']);
}

function compare(name, a, b) {
  const [first, second] = [[], []];
  for (let run = 0; run < Number(runs); run += 1) {
    first.push(measure(a));
    second.push(measure(b));
  }
  const [x, y] = [median(first), median(second)];
  console.log(`${name}: ${x.toFixed(2)} s / ${y.toFixed(2)} s = ${(x / y).toFixed(2)}`);
}

/** Wall seconds of one run. */
function measure(args) {
  const start = process.hrtime.bigint();
  spawnSync(process.execPath, args, { cwd: target, stdio: 'ignore' });
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
