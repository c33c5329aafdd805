import { describe, expect, it } from 'vitest';
import { placesOf, schemaOf } from './tables-of.ts';

const POSTGRES = '{"name":"sample","dependencies":{"sequelize":"6","pg":"8"}}';

describe('Sequelize migrations', () => {
  it('read attributes, constraints and indexes, and what later ones change', async () => {
    const { lines, tables, unknowns } = await schemaOf({
      'package.json': POSTGRES,
      'migrations/20200101-init.js': `
module.exports = {
  up: async (queryInterface, Sequelize) => {
    const id = { type: Sequelize.UUID, primaryKey: true, allowNull: false, defaultValue: Sequelize.UUIDV4 };
    await queryInterface.createTable('teams', { id, name: Sequelize.STRING });
    await queryInterface.createTable('users', {
      id,
      teamId: {
        type: Sequelize.UUID,
        references: { model: 'teams', key: 'id' },
        onDelete: 'cascade',
      },
      email: { type: Sequelize.STRING(100), allowNull: false, unique: true },
      first: { type: Sequelize.TEXT, unique: 'whole_name' },
      last: { type: Sequelize.TEXT, unique: 'whole_name', defaultValue: '' },
    });
    await queryInterface.addIndex('users', ['teamId', 'email']);
  },
  down: async (queryInterface) => { await queryInterface.dropTable('users'); },
};`,
      'migrations/20200102-later.js': `
module.exports = {
  async up(queryInterface, { Op, ...Sequelize }) {
    await queryInterface.sequelize.transaction(async (transaction) => {
      let name = 'users_teamId_fkey';
      await queryInterface.removeConstraint('users', name, { transaction });
      name = 'first';
      await queryInterface.removeColumn('users', name, { transaction });
      await queryInterface.addColumn('users', 'managerId', { type: Sequelize.UUID, references: { model: { tableName: 'users', schema: 'public' } } });
      await queryInterface.changeColumn('users', 'last', { type: Sequelize.STRING, allowNull: false });
      await queryInterface.addConstraint('users', { fields: ['teamId'], type: 'foreign key', name: 'team', references: { table: 'teams', field: 'id' }, onDelete: 'set null' });
      await queryInterface.addIndex('users', { fields: ['managerId'], unique: true, where: { managerId: { [Op.ne]: null } } });
      await queryInterface.removeIndex('users', ['teamId', 'email']);
      await queryInterface.sequelize.query('ALTER TABLE users RENAME COLUMN email TO mail', { transaction });
    });
  },
};`,
    });
    expect(unknowns).toEqual([]);
    expect(lines).toEqual([
      'teams(id uuid!, name varchar(255)) key(id)',
      'users(id uuid!, teamId uuid, mail varchar(100)!, last varchar(255)!, managerId uuid) key(id) unique(mail) fk(managerId -> users.id) indexed fk(teamId -> teams.id SET NULL) unique index(managerId) where "managerId" IS NOT NULL',
    ]);
    expect(placesOf(tables.users).slice(0, 4)).toEqual(['id@7', 'teamId@8', 'mail@13', 'last@15']);
  });

  it('run functions that are handed to a runner, and know what umzug gives them', async () => {
    const { lines } = await schemaOf({
      'package.json': '{"name":"sample","dependencies":{"sequelize":"5","mysql2":"1"}}',
      'src/run.ts':
        'export default { async run(steps) { for (const step of steps) { try { await step(); } catch (e) { throw e; } } } };',
      'src/migrations/1_init.ts': `
import runner from '../run';
export default {
  up: async (queryInterface, Sequelize) => {
    const members = () => queryInterface.createTable('members', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true } });
    const posts = () => queryInterface.createTable('posts', { author: { type: Sequelize.INTEGER, references: { model: 'members', key: 'id' } } });
    await runner.run([() => members(), () => posts()]);
  },
};`,
      'src/migrations/2_umzug.ts': `
export const up = async ({ context: queryInterface }) => {
  await queryInterface.removeColumn('members', 'gone');
  await queryInterface.renameTable('posts', 'articles');
};`,
    });
    expect(lines).toEqual([
      'members(id integer!) key(id)',
      'articles(author integer) fk(author -> members.id) indexed',
    ]);
  });
});
