import { collectionRule, type Violation, wordsOf } from '#rule';

const MODEL = (fields: string, options = ''): Record<string, string> => ({
  'package.json': '{"dependencies":{"mongoose":"^8.0.0"}}',
  'src/user.js': `const mongoose = require('mongoose');\nconst schema = new mongoose.Schema({ ${fields} }${options});\nmodule.exports = mongoose.model('User', schema);\n`,
});

/** Collections whose documents do not tell when they were made or changed. */
export const collectionWithoutTimestamps = collectionRule({
  id: 'collection-without-timestamps',
  summary: 'Documents of a collection do not tell when they were created or changed',
  why: 'Support, incremental exports and the search for the cause of an incident begin with when a document was made or last touched. An object id tells the one, and nothing tells the other.',
  fix: 'Give the schema the option `timestamps: true`.',
  severity: 'info',
  precision: 'medium',
  cannotDetect: ['time stamps that a plugin adds', 'collections whose documents never change'],
  examples: {
    good: [
      { title: 'the option', files: MODEL('name: String', ', { timestamps: true }') },
      { title: 'a field of its own', files: MODEL('name: String, createdAt: Date') },
    ],
    bad: [{ title: 'neither', files: MODEL('name: String, born: Date'), keys: ['users'] }],
  },
  check({ table, key }): Violation | undefined {
    const told = table.columns.some(
      ({ name, type }) => /^(?:date|number|)$/.test(type) && wordsOf(name).some((word) => INSTANT.test(word)),
    );
    return told ? undefined : { message: `no field of ${key} tells when a document was created or changed` };
  },
});

const INSTANT = /^(?:created?|updated?|modified|changed|date|time|timestamp|at|on|ts|expires?)$/;
