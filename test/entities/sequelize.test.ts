import { describe, expect, it } from 'vitest';
import { sequelizePlural } from '../../src/model/entities/plural.ts';
import { outline, outlines, tablesOf } from './tables-of.ts';

const SQLITE = { sequelize: '^6.0.0', sqlite3: '^5.0.0' };

const DEFINED = {
  'src/models/user.js': `module.exports = (sequelize, DataTypes) => {
  const User = sequelize.define('User', {
    email: { type: DataTypes.STRING(120), allowNull: false, unique: true },
    first: { type: DataTypes.STRING, unique: 'full' },
    last: { type: DataTypes.STRING, unique: 'full', field: 'family_name' },
    role: { type: DataTypes.ENUM('admin', 'user'), defaultValue: 'user' },
    full: { type: DataTypes.VIRTUAL },
  }, { paranoid: true, indexes: [{ fields: ['role', 'first'] }, { unique: true, fields: [{ name: 'last' }] }] });
  User.associate = (models) => {
    User.hasMany(models.Post, { foreignKey: 'authorId', onDelete: 'CASCADE' });
    User.belongsToMany(models.Post, { through: 'likes', as: 'liked' });
    User.hasOne(models.Profile);
  };
  return User;
};
`,
  'src/models/post.js': `const { DataTypes } = require('sequelize');
module.exports = (sequelize) => {
  const Post = sequelize.define('Post', { title: DataTypes.STRING, editorId: { type: DataTypes.INTEGER, references: { model: 'Users', key: 'id' } } }, { timestamps: false });
  Post.associate = ({ User, Tag }) => {
    Post.belongsTo(User, { as: 'author' });
    Post.belongsToMany(User, { through: 'likes' });
    Post.belongsToMany(Tag, { through: 'PostTag', constraints: false });
  };
  return Post;
};
`,
  'src/models/profile.js': `const { DataTypes, Model } = require('sequelize');
module.exports = (sequelize) => {
  class Profile extends Model {
    static associate(models) {
      this.belongsTo(models.User);
    }
  }
  Profile.init({ code: { type: DataTypes.UUID, primaryKey: true } }, { sequelize, modelName: 'Profile', underscored: true });
  return Profile;
};
`,
  'src/models/tag.js': `const { DataTypes } = require('sequelize');
module.exports = (sequelize) => {
  sequelize.define('PostTag', { id: { type: DataTypes.INTEGER, primaryKey: true }, weight: DataTypes.FLOAT }, { timestamps: false });
  return sequelize.define('Tag', { name: DataTypes.STRING }, { timestamps: false, freezeTableName: true });
};
`,
};

/** What \`sequelize.sync()\` runs on SQLite for the models, less the references that it does not make. */
const SYNC = `
CREATE TABLE "Users" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" VARCHAR(120) NOT NULL UNIQUE, "first" VARCHAR(255), "family_name" VARCHAR(255), "role" TEXT DEFAULT 'user', "createdAt" DATETIME NOT NULL, "updatedAt" DATETIME NOT NULL, "deletedAt" DATETIME, UNIQUE ("first", "family_name"));
CREATE INDEX "users_role_first" ON "Users" ("role", "first");
CREATE UNIQUE INDEX "users_family_name" ON "Users" ("family_name");
CREATE TABLE "Posts" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" VARCHAR(255), "editorId" INTEGER REFERENCES "Users" ("id"), "authorId" INTEGER REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE "profiles" ("code" UUID NOT NULL PRIMARY KEY, "created_at" DATETIME NOT NULL, "updated_at" DATETIME NOT NULL, "user_id" INTEGER REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE "Tag" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "name" VARCHAR(255));
CREATE TABLE "PostTag" ("id" INTEGER NOT NULL PRIMARY KEY, "weight" FLOAT, "PostId" INTEGER REFERENCES "Posts" ("id") ON DELETE CASCADE, "TagId" INTEGER REFERENCES "Tag" ("id") ON DELETE CASCADE, UNIQUE ("PostId", "TagId"));
CREATE TABLE "likes" ("PostId" INTEGER NOT NULL REFERENCES "Posts" ("id") ON DELETE CASCADE, "UserId" INTEGER NOT NULL REFERENCES "Users" ("id") ON DELETE CASCADE, "createdAt" DATETIME NOT NULL, "updatedAt" DATETIME NOT NULL, PRIMARY KEY ("PostId", "UserId"));
`;

describe('Sequelize models', () => {
  it('make the tables that synchronising makes', async () => {
    const declared = await tablesOf(SQLITE, {
      ...DEFINED,
      'src/models/post-tag-table.js':
        "module.exports = (sequelize) => { sequelize.define('PostTag', {}, { tableName: 'PostTag' }); };\n",
      'src/models/tag.js': DEFINED['src/models/tag.js'].replace(
        '{ timestamps: false });\n  return',
        "{ timestamps: false, tableName: 'PostTag' });\n  return",
      ),
    });
    const synchronised = await tablesOf(SQLITE, { 'schema.sql': SYNC });
    expect(outlines(declared)).toEqual(outlines(synchronised));
    expect(declared.PostTag?.foreignKeys.map((key) => key.enforced)).toEqual([false, false]);
    expect(declared.Posts?.foreignKeys.map((key) => [key.columns[0], key.path, key.line])).toEqual([
      ['editorId', 'src/models/post.js', 3],
      ['authorId', 'src/models/post.js', 5],
    ]);
  });

  it('follow the options of the connection', async () => {
    const tables = await tablesOf(SQLITE, {
      ...DEFINED,
      'src/db.js':
        "const { Sequelize } = require('sequelize');\nmodule.exports = new Sequelize('mysql://localhost/app', { define: { underscored: true, timestamps: false } });\n",
    });
    expect(Object.keys(tables).sort()).toEqual(['Tag', 'likes', 'post_tags', 'posts', 'profiles', 'users']);
    expect(tables.users?.dialect).toBe('mysql');
    expect(outline(tables.posts)[0]).toBe('id! title editor_id author_id');
  });

  it('can be decorated classes', async () => {
    const tables = await tablesOf(
      { 'sequelize-typescript': '^2.0.0', pg: '^8.0.0' },
      {
        'src/models.ts': `import { AllowNull, BelongsTo, BelongsToMany, Column, CreatedAt, DataType, ForeignKey, HasMany, Index, Model, PrimaryKey, Table, Unique } from 'sequelize-typescript';
class IdModel extends Model {
  @PrimaryKey @Column(DataType.UUID) id: string;
  @CreatedAt madeAt: Date;
}
@Table({ tableName: 'teams', modelName: 'team', updatedAt: false })
export class Team extends IdModel {
  @AllowNull(false) @Unique @Column name: string;
  @HasMany(() => Person) people: Person[];
}
@Table({ updatedAt: false, underscored: true })
export class Person extends IdModel {
  @Index @Column nick: string;
  @Column({ type: DataType.INTEGER, field: 'years', allowNull: false }) age: number;
  @ForeignKey(() => Team) @Column(DataType.UUID) teamId: string;
  @BelongsTo(() => Team, { foreignKey: 'teamId', onDelete: 'cascade' }) team: Team;
  @BelongsToMany(() => Person, 'friends', 'oneId', 'otherId') friends: Person[];
  @Column(DataType.VIRTUAL) shown: string;
}
`,
      },
    );
    expect(outline(tables.teams)).toEqual(['id! name! madeAt!', 'key id', 'unique name']);
    expect(outline(tables.people)).toEqual([
      ...['id! nick years! team_id made_at!', 'key id', 'team_id -> teams id CASCADE -', 'index nick'],
    ]);
  });

  it('can be decorated classes that turn off an instant which they inherit', async () => {
    const tables = await tablesOf(
      { 'sequelize-typescript': '^2.0.0', pg: '^8.0.0' },
      {
        'src/models.ts': `import { Column, CreatedAt, DataType, Model, PrimaryKey, Table, UpdatedAt } from 'sequelize-typescript';
class Base extends Model {
  @PrimaryKey @Column(DataType.UUID) id: string;
  @CreatedAt createdAt: Date;
  @UpdatedAt updatedAt: Date;
}
@Table({ tableName: 'events', updatedAt: false })
export class Event extends Base {}
`,
      },
    );
    expect(outline(tables.events)).toEqual(['id! createdAt!', 'key id']);
  });

  it('do not stand in for migrations that were not read', async () => {
    const tables = await tablesOf(SQLITE, {
      ...DEFINED,
      'src/migrations/1-init.js': 'module.exports = { up: (q) => q.createTable(tables()), down() {} };\n',
    });
    expect(tables).toEqual({});
  });

  it.each([
    ...[
      ['Category', 'Categories'],
      ['Person', 'People'],
      ['News', 'News'],
      ['Status', 'Statuses'],
      ['users', 'users'],
    ],
    ...[
      ['Address', 'Addresses'],
      ['PostVote', 'PostVotes'],
      ['Child', 'Children'],
      ['Box', 'Boxes'],
    ],
  ])('name the table of %s %s', (model, table) => expect(sequelizePlural(model)).toBe(table));

  it('take the options of the join table, unique keys, and what is removed', async () => {
    const tables = await tablesOf(
      { sequelize: '6', pg: '8' },
      {
        'models.js': `const { Sequelize, DataTypes } = require('sequelize');
const sequelize = new Sequelize('postgres://x', { define: { underscored: true } });
const User = sequelize.define('User', { name: DataTypes.STRING }, { timestamps: false });
const Post = sequelize.define('BlogPost', { title: DataTypes.TEXT }, { freezeTableName: true, underscored: false, timestamps: false });
const Log = sequelize.define('log', { at: DataTypes.DATE }, { timestamps: false });
Log.removeAttribute('id');
User.belongsToMany(Post, { through: 'likes' });
User.hasOne(Log, { foreignKey: { name: 'userId', unique: true } });
`,
      },
    );
    expect(outline(tables.likes)[0]).toBe('user_id! blog_post_id! created_at! updated_at!');
    expect(outline(tables.logs)).toEqual(['at user_id', 'key ', 'user_id -> users id SET NULL', 'unique user_id']);
  });
});
