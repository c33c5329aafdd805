import type { PrismaSettings } from '../../parse/prisma/prisma-facts.ts';
import { packageOf } from '../packages.ts';
import type { Package } from '../repo-model.ts';
import type { DeclaredDialect, DeclaredSchema } from './declared-schema.ts';
import { dialectNamed, driverDialect } from './driver-dialect.ts';
import { type PrismaContext, type PrismaFile, prismaTable } from './prisma.ts';
import { joinTables } from './prisma-join-tables.ts';

/** The databases that `.prisma` files declare: one for each `datasource`, with the files in folders below its own. */
export function prismaSchemas(files: PrismaFile[], packages: Package[]): DeclaredSchema[] {
  return groupFiles(files).map((group) => schemaOf(group, packages));
}

interface Group {
  datasource: PrismaSettings | undefined;
  files: PrismaFile[];
}

function groupFiles(files: PrismaFile[]): Group[] {
  const sources = files.map((file) => ({ file, datasource: datasourceOf(file) }));
  const roots = sources.filter((item) => item.datasource !== undefined);
  const groups = roots.map(({ file, datasource }): Group => ({ datasource, files: [file] }));
  const rest: PrismaFile[] = [];
  for (const { file, datasource } of sources) {
    if (datasource !== undefined) continue;
    const group = nearest(groups, file);
    if (group) group.files.push(file);
    else rest.push(file);
  }
  return rest.length > 0 ? [...groups, { datasource: undefined, files: rest }] : groups;
}

const datasourceOf = ({ facts }: PrismaFile): PrismaSettings | undefined =>
  facts.settings.find(({ block }) => block === 'datasource');

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** The group whose folder is the longest part of the file's; of equals none, because the file belongs to either. */
function nearest(groups: Group[], file: PrismaFile): Group | undefined {
  const around = groups
    .map((group) => ({ group, folder: folderOf(group.files[0]?.path ?? '') }))
    .filter(({ folder }) => file.path.startsWith(folder))
    .sort((one, other) => other.folder.length - one.folder.length);
  return around[0]?.folder === around[1]?.folder && around.length > 1 ? undefined : around[0]?.group;
}

function schemaOf({ datasource, files }: Group, packages: Package[]): DeclaredSchema {
  const home = packageOf(packages, files[0]?.path ?? '');
  const provider = textOf(datasource, 'provider');
  const dialect: DeclaredDialect = (provider && dialectNamed(provider)) || driverDialect(home);
  const mode = textOf(datasource, 'relationMode') ?? textOf(datasource, 'referentialIntegrity');
  const context: PrismaContext = {
    dialect,
    enforced: dialect !== 'mongodb' && mode !== 'prisma',
    enums: new Map(files.flatMap(({ facts }) => facts.enums.map(({ name, values }) => [name, values] as const))),
    models: new Map(
      files.flatMap(({ facts, path }) => facts.models.map((model) => [model.name, { model, path }] as const)),
    ),
  };
  const models = [...context.models.values()].filter(({ model }) => model.kind === 'model');
  return {
    library: 'prisma',
    package: home.path,
    dialect,
    synchronized: false,
    tables: [
      ...models.map(({ model, path }) => prismaTable(model, path, context)),
      ...(dialect === 'mongodb' ? [] : joinTables(context, isKeyed(home))),
    ],
  };
}

const textOf = (settings: PrismaSettings | undefined, name: string): string | undefined => {
  const value = settings?.entries[name];
  return value?.kind === 'text' ? value.text : undefined;
};

/** Whether the package's version of Prisma gives join tables a primary key. */
function isKeyed({ dependencies, installed }: Package): boolean {
  const version = installed('@prisma/client') ?? dependencies['@prisma/client'] ?? dependencies.prisma ?? '';
  const major = /\d+/.exec(version)?.[0];
  return major === undefined || Number(major) >= 6;
}
