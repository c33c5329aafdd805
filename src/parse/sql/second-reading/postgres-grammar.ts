import { type Claims, ClaimWriter } from './claims.ts';

/** PostgreSQL's own grammar, compiled to WebAssembly. */
export interface PostgresGrammar {
  /** What it reads in one statement; undefined when PostgreSQL refuses it. */
  claims(statement: string): Claims | undefined;
}

let loading: Promise<PostgresGrammar> | undefined;

/** Loads the grammar when first asked for: two megabytes that ordinary runs do without. */
export function postgresGrammar(): Promise<PostgresGrammar> {
  loading ??= load();
  return loading;
}

async function load(): Promise<PostgresGrammar> {
  const { loadModule, parseSync } = await import('libpg-query');
  await loadModule();
  return {
    claims: (statement) => {
      try {
        return claimsOfTree(parseSync(statement));
      } catch {
        return undefined;
      }
    },
  };
}

/** Nodes of the tree, as far as they are looked at. Lists hold objects with one member, named for its kind. */
interface Node {
  [member: string]: unknown;
}

const node = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {});
const list = (value: unknown): Node[] => (Array.isArray(value) ? value.map(node) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const strings = (value: unknown): string[] => list(value).map((item) => text(node(item.String).sval));
const nameOf = (relation: unknown): string => text(node(relation).relname);

const isTable = (kind: unknown): boolean => kind === 'OBJECT_TABLE' || kind === 'OBJECT_FOREIGN_TABLE';

function claimsOfTree(tree: unknown): Claims {
  const writer = new ClaimWriter();
  for (const { stmt } of list(node(tree).stmts)) {
    const [kind, content] = Object.entries(node(stmt))[0] ?? ['', {}];
    STATEMENTS[kind]?.(writer, node(content));
  }
  return writer.claims;
}

const STATEMENTS: Record<string, (writer: ClaimWriter, statement: Node) => void> = {
  CreateStmt: createTable,
  CreateForeignTableStmt: (writer, { base }) => createTable(writer, node(base)),
  CreateTableAsStmt: (writer, { into, objtype }) => {
    if (objtype !== 'OBJECT_TABLE') return;
    const { rel, colNames } = node(into);
    writer.say('table', nameOf(rel));
    for (const name of strings(colNames)) writer.say(`column ${nameOf(rel)}.${name}`);
  },
  IndexStmt: createIndex,
  AlterTableStmt: (writer, { relation, cmds, objtype }) => {
    if (!isTable(objtype)) return;
    for (const { AlterTableCmd: command } of list(cmds))
      CHANGES[text(node(command).subtype)]?.(writer, nameOf(relation), node(command));
  },
  RenameStmt: rename,
  DropStmt: drop,
};

function createTable(writer: ClaimWriter, { relation, tableElts, inhRelations, partbound }: Node): void {
  const table = nameOf(relation);
  writer.say('table', table);
  if (partbound !== undefined) writer.say(`partition ${table} of ${nameOf(list(inhRelations)[0]?.RangeVar)}`);
  for (const { ColumnDef, Constraint } of list(tableElts)) {
    // A partition names columns of its parent only to add constraints to them.
    if (ColumnDef !== undefined) column(writer, table, node(ColumnDef), partbound !== undefined);
    if (Constraint !== undefined) constraint(writer, table, node(Constraint), []);
  }
}

const SERIAL = /^(?:big|small)?serial[248]?$/;

function column(writer: ClaimWriter, table: string, { colname, typeName, constraints }: Node, known = false): void {
  const name = text(colname);
  if (!known) writer.say(`column ${table}.${name}`);
  if (SERIAL.test(strings(node(typeName).names).at(-1) ?? '')) writer.say(`not null ${table}.${name}`);
  for (const { Constraint } of list(constraints)) constraint(writer, table, node(Constraint), [name], known);
}

function constraint(writer: ClaimWriter, table: string, content: Node, own: string[], known = false): void {
  const { contype, keys, fk_attrs: columns, pktable, indexname } = content;
  const named = strings(keys).length > 0 ? strings(keys) : own;
  const covered = typeof indexname === 'string' ? [indexname] : named;
  const isColumn = own.length > 0 && !known;
  const required = strings(keys)[0] ?? own[0];
  if (contype === 'CONSTR_PRIMARY') writer.key('key', table, covered);
  else if (contype === 'CONSTR_UNIQUE') writer.key('unique', table, covered);
  else if (contype === 'CONSTR_FOREIGN')
    writer.foreign(table, strings(columns).length > 0 ? strings(columns) : own, nameOf(pktable));
  else if (contype === 'CONSTR_CHECK') writer.say('check', table);
  else if (contype === 'CONSTR_EXCLUSION') writer.say('exclude', table);
  else if (contype === 'CONSTR_DEFAULT' && isColumn) writer.say(`default ${table}.${own[0]}`);
  else if ((contype === 'CONSTR_NOTNULL' || contype === 'CONSTR_IDENTITY') && (isColumn || own.length === 0))
    writer.say(`not null ${table}.${required}`);
}

function createIndex(writer: ClaimWriter, { relation, indexParams, unique, whereClause }: Node): void {
  const columns = list(indexParams).map(({ IndexElem }) => node(IndexElem).name as string | undefined);
  writer.index(nameOf(relation), columns, { unique: unique === true, where: whereClause !== undefined });
}

type Change = (writer: ClaimWriter, table: string, command: Node) => void;

const onColumn =
  (claim: string): Change =>
  (writer, table, { name }) =>
    writer.say(`${claim} ${table}.${text(name)}`);

const CHANGES: Record<string, Change> = {
  AT_AddColumn: (writer, table, { def }) => column(writer, table, node(node(def).ColumnDef)),
  AT_DropColumn: onColumn('drop column'),
  AT_AddConstraint: (writer, table, { def }) => constraint(writer, table, node(node(def).Constraint), []),
  AT_DropConstraint: (writer, table, { name }) => writer.say(`drop constraint ${table} ${text(name)}`),
  AT_SetNotNull: onColumn('not null'),
  AT_AddIdentity: onColumn('not null'),
  AT_DropNotNull: onColumn('nullable'),
  AT_ColumnDefault: (writer, table, command) =>
    onColumn(command.def === undefined ? 'no default' : 'default')(writer, table, command),
  AT_AlterColumnType: onColumn('type'),
  AT_AttachPartition: (writer, table, { def }) => writer.say(`partition ${partitionIn(def)} of ${table}`),
  AT_DetachPartition: (writer, _, { def }) => writer.say('detach', partitionIn(def)),
};

const partitionIn = (def: unknown): string => nameOf(node(node(def).PartitionCmd).name);

function rename(writer: ClaimWriter, { renameType, relation, subname, newname }: Node): void {
  const table = nameOf(relation);
  if (isTable(renameType)) writer.say(`rename table ${table} to ${text(newname)}`);
  if (renameType === 'OBJECT_COLUMN') writer.say(`rename column ${table}.${text(subname)} to ${text(newname)}`);
}

function drop(writer: ClaimWriter, { removeType, objects }: Node): void {
  const what = isTable(removeType) ? 'drop table' : removeType === 'OBJECT_INDEX' ? 'drop index' : undefined;
  if (what === undefined) return;
  for (const { List } of list(objects)) writer.say(what, strings(node(List).items).at(-1) ?? '');
}
