import {
  type Column,
  calleeName,
  defineRule,
  type Expr,
  type FunctionRef,
  type Location,
  lineOf,
  type ModuleNode,
  partialCollections,
  type RepoModel,
  runTimeModules,
  type Subject,
  some,
  type Table,
  tableOf,
  type Violation,
  within,
} from '#rule';

interface Grown extends Subject {
  table: Table;
  column: Column;
}

const MONGOOSE = '{"dependencies":{"mongoose":"^8.0.0"}}';
const SCHEMA = (rest: string): string =>
  `const mongoose = require('mongoose');\nconst schema = new mongoose.Schema({ title: { type: String, required: true }, ${rest} }, { timestamps: true });\nmodule.exports = mongoose.model('Post', schema);\n`;

/** Arrays inside documents to which the code adds without taking away. */
export const growingArrayInDocument = defineRule({
  id: 'growing-array-in-document',
  summary: 'An array inside a document grows without limit',
  why: 'Each element makes every read and write of the document larger, until it meets the limit of 16 MB and can be saved no more. Long before that, loading one post means loading all of its comments.',
  fix: 'Keep the elements in a collection of their own that refers to the document, or bound the array with `$slice`.',
  severity: 'info',
  precision: 'medium',
  cannotDetect: [
    'arrays that the nature of things keeps short',
    'arrays that are replaced as a whole',
    'elements that are added in ways other than $push, $addToSet and push',
  ],
  params: {},
  examples: {
    good: [
      {
        title: 'one that is bounded, and one that nothing is added to',
        files: {
          'package.json': MONGOOSE,
          'src/post.js': SCHEMA('views: [Date], tags: [String]'),
          'src/add.js':
            "const Post = require('./post');\nexports.see = (id) => Post.updateOne({ _id: id }, { $push: { views: { $each: [new Date()], $slice: -100 } } });\n",
        },
      },
      {
        title: 'an ordinary list of the same name',
        files: {
          'package.json': MONGOOSE,
          'src/post.js': SCHEMA('tags: [String]'),
          'src/add.js':
            "const Post = require('./post');\nexports.all = async () => {\n  const result = { tags: [] };\n  result.tags.push(await Post.countDocuments());\n  return result;\n};\n",
        },
      },
    ],
    bad: [
      {
        title: 'comments in a post, and readers of it',
        files: {
          'package.json': MONGOOSE,
          'src/post.js': SCHEMA('comments: [{ text: String }], readers: [{ type: mongoose.Schema.Types.ObjectId }]'),
          'src/add.js':
            "const Post = require('./post');\nexports.comment = async (id, text) => {\n  const post = await Post.findById(id);\n  post.comments.push({ text });\n  await post.save();\n};\nexports.read = (id, user) => Post.updateOne({ _id: id }, { $addToSet: { readers: user } });\n",
        },
        keys: ['posts.comments', 'posts.readers'],
      },
    ],
  },
  *subjects(model): Iterable<Grown> {
    for (const table of model.tables.filter(({ dialect }) => dialect === 'mongodb'))
      for (const column of table.columns.filter(({ type, name }) => isArray(type) && !name.includes('.')))
        yield { key: `${table.name}.${column.name}`, at: lineOf(column), table, column };
  },
  check({ key, table, column }, _params, model): Violation | undefined {
    const places = runTimeModules(model).flatMap((module) => additions(model, module, table, column.name));
    if (places.length === 0) return undefined;
    return {
      message: `${key} is an array to which ${places.length === 1 ? 'one place adds' : `${places.length} places add`}, and nothing bounds it`,
      related: places.slice(0, 8).map((at) => ({ at, message: `adds to ${column.name}` })),
    };
  },
  blind: partialCollections,
});

const isArray = (type: string): boolean => type === 'array' || type.endsWith('[]');

/** Places of a module that add elements to an array of the collection's documents. */
function additions(model: RepoModel, module: ModuleNode, table: Table, name: string): Location[] {
  const calls = module.facts.calls;
  const saving = new Set(calls.filter(({ expr }) => calleeName(expr.callee) === 'save').map(({ fn }) => fn));
  const candidates = calls.filter(({ expr, fn }) =>
    isPush(expr.callee, name) ? saving.has(fn) : isUpdate(expr.callee) && expr.args.some((arg) => adds(arg, name)),
  );
  return candidates
    .filter(({ fn }) => module.path === table.path || loads(model, { module: module.path, fn }, table))
    .map(({ expr }) => within(module.path, expr.at));
}

const isUpdate = (callee: Expr): boolean => /update|findOneAnd/i.test(calleeName(callee) ?? '');

/** `post.comments.push`. */
const isPush = (callee: Expr, name: string): boolean =>
  callee.kind === 'member' &&
  /^(?:push|unshift|addToSet)$/.test(String(callee.property)) &&
  callee.object.kind === 'member' &&
  callee.object.property === name;

/** Whether a function reads or writes documents of the collection. */
const loads = (model: RepoModel, { module, fn }: FunctionRef, table: Table): boolean =>
  model.queries.some(
    (query) =>
      query.module === module &&
      query.fn.fn === fn &&
      query.tables.some((named) => tableOf(model.tables, named, query.library) === table),
  );

/** `{ $push: { name: … } }` without `$slice`. */
const adds = (expr: Expr, name: string): boolean =>
  some(expr, (part) => {
    if (part.kind !== 'object') return false;
    return part.properties.some(({ key, value }) => {
      if ((key !== '$push' && key !== '$addToSet') || value.kind !== 'object') return false;
      const given = value.properties.find((property) => property.key === name);
      const bounded =
        given?.value.kind === 'object' && given.value.properties.some((property) => property.key === '$slice');
      return given !== undefined && !bounded;
    });
  });
