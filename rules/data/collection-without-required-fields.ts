import { collectionRule, type Violation } from '#rule';

const MODEL = (fields: string): Record<string, string> => ({
  'package.json': '{"dependencies":{"mongoose":"^8.0.0"}}',
  'src/user.js': `const mongoose = require('mongoose');\nconst schema = new mongoose.Schema({ ${fields} });\nmodule.exports = mongoose.model('User', schema);\n`,
});

/** Schemas of documents that accept an empty document. */
export const collectionWithoutRequiredFields = collectionRule({
  id: 'collection-without-required-fields',
  summary: 'The schema of a collection requires no field',
  why: 'A document database checks nothing by itself. A schema without a required field lets an empty document through, and every reader has to be ready for each field to be missing.',
  fix: 'Mark what every document must have as `required: true`.',
  severity: 'info',
  precision: 'high',
  cannotDetect: ['checks that the code makes before it saves'],
  params: {
    fewestFields: { description: 'Fields that a schema has at least to be judged.', default: 3 },
  },
  examples: {
    good: [
      {
        title: 'one that is required',
        files: MODEL('name: { type: String, required: true }, mail: String, city: String'),
      },
      { title: 'fields that always have a value', files: MODEL('name: String, mail: String') },
    ],
    bad: [
      {
        title: 'none',
        files: MODEL('name: String, mail: { type: String, unique: true }, city: String'),
        keys: ['users'],
      },
    ],
  },
  check({ table, key }, { fewestFields }): Violation | undefined {
    const fields = table.columns.filter(({ name }) => name !== '_id' && !/^(?:createdAt|updatedAt)$/.test(name));
    if (fields.length < fewestFields || fields.some(({ notNull }) => notNull)) return undefined;
    return { message: `none of the ${fields.length} fields of ${key} is required` };
  },
});
