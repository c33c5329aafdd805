import { describe, expect, it } from 'vitest';
import { foldSchema } from '../../src/model/schema/index.ts';
import { parseSql } from '../../src/parse/sql/index.ts';

interface Read {
  /** `folder dialect: table(column, …)`, one for each database. */
  databases: string[];
  foreignKeys: string[];
  indexes: string[];
  unknowns: string[];
}

async function read(files: Record<string, string>): Promise<Read> {
  const inputs = Object.entries(files).map(([path, text]) => ({
    path,
    facts: parseSql({ path, text }),
    role: 'source' as const,
  }));
  const { tables, databases, unknowns } = await foldSchema(inputs);
  const inOneLine = (files: string[], dialect: string) =>
    tables
      .filter((table) => files.includes(table.path) && table.dialect === dialect)
      .map(({ name, columns }) => `${name}(${columns.map((column) => column.name).join(', ')})`)
      .join(' ');
  return {
    databases: databases.map(({ folder, dialect, files }) => `${folder} ${dialect}: ${inOneLine(files, dialect)}`),
    foreignKeys: tables.flatMap(({ name, foreignKeys }) =>
      foreignKeys.map(({ columns, references }) => `${name}.${columns.join()} -> ${references.table}`),
    ),
    indexes: tables.flatMap(({ name, indexes }) => indexes.map((index) => `${name}: ${index.name}`)),
    unknowns: unknowns.map(({ reason }) => reason),
  };
}

describe('scripts as engines and their clients take them', () => {
  it('SQLite needs no comma between the constraints of a table', async () => {
    const { foreignKeys } = await read({
      'a.sql':
        'PRAGMA foreign_keys = OFF;\nCREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a int, b int,\n FOREIGN KEY (a) REFERENCES x (id) ON DELETE cascade FOREIGN KEY (b) REFERENCES y (id) UNIQUE (a, b));',
    });
    expect(foreignKeys).toEqual(['t.a -> x', 't.b -> y']);
  });

  it('a server of MySQL separates statements at semicolons whatever delimiter its client has, save those of routines', async () => {
    const { databases } = await read({
      'a.sql':
        'DELIMITER //\nSET @mode = "";\nCREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\nCREATE PROCEDURE p() BEGIN CREATE TABLE never (x int); SELECT 1; END //\nCREATE TABLE b (id int);\n',
    });
    expect(databases).toEqual([' mysql: a(id) b(id)']);
  });

  it('a shell of SQLite passes over lines that begin with a hash', async () => {
    const { databases, unknowns } = await read({
      'sqlite/schema.sql': '#  -*- text -*-\n# main\nCREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT);\n',
    });
    expect(databases).toEqual(['sqlite sqlite: a(id)']);
    expect(unknowns).toEqual([]);
  });

  it('a table that is there keeps its indexes when it is created IF NOT EXISTS', async () => {
    const { indexes } = await read({
      'a.sql':
        'CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY, KEY one (a));\nCREATE TABLE IF NOT EXISTS t (a int, KEY two (a));\nCREATE TABLE u LIKE t;',
    });
    expect(indexes).toEqual(['t: one', 'u: one']);
  });

  it('tells SQLite by how it changes a column', async () => {
    const { databases } = await read({
      'a.sql':
        'CREATE TABLE "t" ("id" TEXT PRIMARY KEY, "at" DATETIME NOT NULL);\nCREATE TABLE "_t_tmp" ("id" TEXT PRIMARY KEY, "data" JSONB);\nDROP TABLE "t";\nALTER TABLE "_t_tmp" RENAME TO "t";',
    });
    expect(databases).toEqual([' sqlite: t(id, data)']);
  });
});

describe('which files build one database', () => {
  it('keeps apart what names of files say is for different databases', async () => {
    const { databases } = await read({
      'db/tables_sqlServer.sql': 'CREATE TABLE [dbo].[t] ([id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY)\nGO\n',
      'db/tables_informix.sql': 'CREATE TABLE t (id integer not null, primary key (id));',
    });
    expect(databases.sort()).toEqual(['db generic: t(id)', 'db sqlserver: t(id)']);
  });

  it('takes the folder of a database inside that of a version for a variant of the upgrade', async () => {
    const { databases } = await read({
      'sql/app_mysql.sql':
        'CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, b int, c int);\nCREATE TABLE u (id int AUTO_INCREMENT PRIMARY KEY);',
      'sql/upgrade/1.1.0_schema/mysql/ddl.sql':
        'ALTER TABLE t ADD COLUMN b int;\nCREATE TABLE u (id int AUTO_INCREMENT PRIMARY KEY);',
      'sql/upgrade/1.2.0_schema/mysql/ddl.sql': 'ALTER TABLE `t` ADD COLUMN `c` int unsigned;',
    });
    expect(databases).toEqual(['sql mysql: t(id, b, c) u(id)']);
  });

  it('knows a schema that upgrades lead to from one that they start from, by renames too', async () => {
    const upgrades = {
      'store/mysql/0.1/01__rename.sql': 'ALTER TABLE `memo` CHANGE `resource_name` `uid` VARCHAR(256) NOT NULL;',
      'store/mysql/0.2/01__drop.sql':
        'ALTER TABLE `memo` RENAME COLUMN `old` TO `new`;\nALTER TABLE `memo` DROP COLUMN `tags`;',
    };
    const latest = 'CREATE TABLE `memo` (`id` INT AUTO_INCREMENT PRIMARY KEY, `uid` VARCHAR(256) NOT NULL, `new` INT);';
    const first =
      'CREATE TABLE `memo` (`id` INT AUTO_INCREMENT PRIMARY KEY, `resource_name` VARCHAR(9), `old` INT, `tags` TEXT);';
    const columns = async (schema: string) => (await read({ 'store/mysql/LATEST.sql': schema, ...upgrades })).databases;
    expect(await columns(latest)).toEqual(['store/mysql mysql: memo(id, uid, new)']);
    expect(await columns(first)).toEqual(['store/mysql mysql: memo(id, uid, new)']);
  });
});
