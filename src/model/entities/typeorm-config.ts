import type { LinkedModule } from '../linking/linked-modules.ts';
import { packageOf } from '../packages.ts';
import type { Package } from '../repo-model.ts';
import type { CodeReader } from './code-values.ts';
import type { DeclaredDialect } from './declared-schema.ts';
import { dialectNamed, driverDialect } from './driver-dialect.ts';
import { DEFAULT_NAMING, SNAKE_NAMING, type TypeormNaming } from './typeorm-naming.ts';

export interface TypeormConfig {
  dialect: DeclaredDialect;
  synchronized: boolean;
  naming: TypeormNaming;
  /** What the names of all tables begin with. */
  prefix: string;
}

const PACKAGES = new Set(['typeorm', '@nestjs/typeorm', 'typeorm-naming-strategies']);

/** How a package connects: options given to data sources and modules, the naming strategies made, and its drivers. */
export function typeormConfig(
  reader: CodeReader,
  modules: LinkedModule[],
  home: Package,
  packages: Package[],
): TypeormConfig {
  const config: TypeormConfig = {
    ...{ dialect: driverDialect(home), synchronized: false, naming: DEFAULT_NAMING, prefix: '' },
  };
  let named: DeclaredDialect | undefined;
  for (const module of modules) {
    if (module.role === 'test' || packageOf(packages, module.path) !== home) continue;
    for (const { expr } of module.facts.calls) {
      const frame = { module: module.path };
      if (expr.kind === 'new' && isSnakeNaming(expr.callee)) config.naming = SNAKE_NAMING;
      if (!MAKERS.test(lastName(expr.callee))) continue;
      const path = reader.exportPath(expr.callee, frame, PACKAGES)?.join('.');
      if (path === undefined || !MAKERS.test(path)) continue;
      const options = { expr: expr.args[0], frame };
      const type = reader.optionText(options, 'type');
      named ??= type === undefined ? undefined : dialectNamed(type);
      config.prefix ||= reader.optionText(options, 'entityPrefix') ?? '';
      config.synchronized ||= reader.optionFlag(options, 'synchronize') === true;
    }
  }
  return { ...config, dialect: named ?? config.dialect };
}

const MAKERS = /(?:^|\.)(?:DataSource|Connection|createConnection|forRoot)$/;

type Callee = LinkedModule['facts']['calls'][number]['expr']['callee'];
const lastName = (callee: Callee): string =>
  callee.kind === 'reference' ? callee.name : callee.kind === 'member' ? String(callee.property) : '';
const isSnakeNaming = (callee: Callee): boolean => /snake\w*naming/i.test(lastName(callee));
