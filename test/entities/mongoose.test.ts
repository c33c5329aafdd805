import { describe, expect, it } from 'vitest';
import { mongoosePlural } from '../../src/model/entities/plural.ts';
import type { Table } from '../../src/model/repo-model.ts';
import { tablesOf } from './tables-of.ts';

const MONGOOSE = { mongoose: '^8.0.0' };

/** Paths with their types, `!` for required ones. */
const paths = (table: Table | undefined): string[] =>
  (table?.columns ?? []).map(({ name, type, notNull }) => `${name}${notNull ? '!' : ''}: ${type}`);
const indexes = (table: Table | undefined): string[] =>
  (table?.indexes ?? []).map(({ name, unique }) => `${name}${unique ? ' unique' : ''}`);
const references = (table: Table | undefined): string[] =>
  (table?.foreignKeys ?? []).map(
    ({ columns, references: to, indexed }) => `${columns.join()} -> ${to.table}${indexed ? '' : ' -'}`,
  );

describe('Mongoose schemas', () => {
  it('are collections with their paths, references and indexes', async () => {
    const { blogposts } = await tablesOf(MONGOOSE, {
      'src/schemas.ts': `import { Schema } from 'mongoose';
enum Kind { News = 'news', Story = 'story' }
export const addressSchema = new Schema({ city: { type: String, index: true }, zip: String }, { _id: false });
export const base = { tenant: { type: Schema.Types.ObjectId, ref: 'Tenant', required: true } };
export const post = new Schema({
  ...base,
  title: { type: String, required: [true, 'a title is needed'], trim: true },
  slug: { type: Schema.Types.String, unique: true, sparse: true },
  kind: { type: String, enum: Object.values(Kind) },
  level: { type: Number, enum: [1, 2] },
  meta: { views: Number, type: { type: String } },
  address: addressSchema,
  tags: [String],
  parts: [{ text: String, by: { type: Schema.Types.ObjectId, ref: 'User' } }],
  author: { type: 'ObjectId', ref: () => 'User', index: true },
  reviewer: { type: Schema.Types.ObjectId, ref: 'User' },
  readers: [{ type: Schema.Types.ObjectId, ref: 'User' }],
  expires: { type: Date, expires: 60 },
}, { timestamps: { createdAt: 'made', updatedAt: false } });
`,
      'src/post.ts': `import mongoose from 'mongoose';
import { post } from './schemas';
post.index({ tenant: 1, made: -1 });
post.index({ title: 'text', kind: 1 });
post.index({ slug: 1, tenant: 1 }, { unique: true });
post.add({ late: Boolean });
export const Post = mongoose.models.BlogPost || mongoose.model('BlogPost', post);
`,
    });
    expect(paths(blogposts)).toEqual([
      ...['_id!: objectid', 'tenant!: objectid', 'title!: string', 'slug: string', "kind: enum('news','story')"],
      ...["level: enum('1','2')", 'meta.views: number', 'meta.type: string', 'address: object', 'address.city: string'],
      ...['address.zip: string', 'tags: string[]', 'parts: array', 'parts.text: string', 'parts.by: objectid'],
      ...[
        'author: objectid',
        'reviewer: objectid',
        'readers: objectid[]',
        'expires: date',
        'late: boolean',
        'made: date',
      ],
    ]);
    expect(indexes(blogposts)).toEqual([
      ...['slug_1 unique', 'address.city_1', 'author_1', 'expires_1', 'tenant_1_made_1', 'title_text_kind_text'],
      'slug_1_tenant_1 unique',
    ]);
    expect(references(blogposts)).toEqual(['tenant -> tenants', 'author -> users', 'reviewer -> users -']);
    expect(blogposts).toMatchObject({ dialect: 'mongodb', source: 'mongoose', path: 'src/schemas.ts', line: 5 });
    expect(blogposts?.columns[1]).toMatchObject({ path: 'src/schemas.ts', line: 4 });
  });

  it('name their collection, and share it with discriminators', async () => {
    const tables = await tablesOf(MONGOOSE, {
      'src/a.js': `const { Schema, model, createConnection } = require('mongoose');
const NAME = 'events_all';
const Event = model('Event', new Schema({ at: Date }, { collection: 'events' }));
Event.discriminator('Click', new Schema({ target: { type: String, index: true } }));
const Log = model('Log', new Schema({ event: { type: Schema.Types.ObjectId, ref: 'Event' } }), NAME);
createConnection('mongodb://localhost').model('Person', new Schema({ name: String }));
`,
    });
    expect(Object.keys(tables).sort()).toEqual(['events', 'events_all', 'people']);
    expect(paths(tables.events)).toEqual(['_id!: objectid', 'at: date', 'target: string']);
    expect(references(tables.events_all)).toEqual(['event -> events -']);
  });

  it('can be decorated classes of NestJS', async () => {
    const tables = await tablesOf(
      { '@nestjs/mongoose': '^10.0.0', ...MONGOOSE },
      {
        'src/cat.schema.ts': `import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import * as mongoose from 'mongoose';
class Base { @Prop({ index: true }) tenant: string; }
@Schema() export class Owner { @Prop() name: string; }
@Schema({ timestamps: true })
export class Cat extends Base {
  @Prop({ required: true }) name: string;
  @Prop([String]) tags: string[];
  @Prop({ type: Owner }) owner: Owner;
  @Prop({ type: mongoose.Schema.Types.ObjectId, ref: Owner.name }) by: Owner;
  @Prop({ unique: true }) chip: number | null;
}
export const CatSchema = SchemaFactory.createForClass(Cat);
CatSchema.index({ name: 1 });
`,
        'src/cats.module.ts': `import { MongooseModule } from '@nestjs/mongoose';
import { Cat, CatSchema } from './cat.schema';
export const feature = MongooseModule.forFeature([{ name: Cat.name, schema: CatSchema }]);
`,
      },
    );
    expect(Object.keys(tables)).toEqual(['cats']);
    expect(paths(tables.cats)).toEqual([
      ...['_id!: objectid', 'tenant: string', 'name!: string', 'tags: string[]', 'owner: object', 'owner.name: string'],
      ...['by: objectid', 'chip: number', 'createdAt: date', 'updatedAt: date'],
    ]);
    expect(indexes(tables.cats)).toEqual(['tenant_1', 'chip_1 unique', 'name_1']);
    expect(references(tables.cats)).toEqual(['by -> owners -']);
  });

  it('can be decorated classes of Typegoose', async () => {
    const tables = await tablesOf(
      { '@typegoose/typegoose': '^12.0.0', ...MONGOOSE },
      {
        'src/user.ts': `import { getModelForClass, index, modelOptions, prop, type Ref } from '@typegoose/typegoose';
class Team { @prop({ unique: true }) name: string; }
@modelOptions({ schemaOptions: { collection: 'members', timestamps: true } })
@index({ team: 1, email: 1 })
class User { @prop({ type: String, required: true }) email: string; @prop({ ref: () => Team }) team: Ref<Team>; }
export const UserModel = getModelForClass(User);
export const TeamModel = getModelForClass(Team);
`,
      },
    );
    expect(Object.keys(tables).sort()).toEqual(['members', 'teams']);
    expect(references(tables.members)).toEqual(['team -> teams']);
    expect(indexes(tables.teams)).toEqual(['name_1 unique']);
  });

  it.each([
    ...[
      ['BlogPost', 'blogposts'],
      ['Person', 'people'],
      ['News', 'news'],
      ['Category', 'categories'],
      ['Media', 'media'],
    ],
    ...[
      ['Address', 'addresses'],
      ['Users', 'users'],
      ['Series2', 'series2'],
    ],
  ])('name the collection of %s %s', (model, collection) => expect(mongoosePlural(model)).toBe(collection));
});
