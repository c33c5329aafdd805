import { expect, it } from 'vitest';
import { collectionWithoutRequiredFields } from '../../rules/data/collection-without-required-fields.ts';
import { growingArrayInDocument } from '../../rules/data/growing-array-in-document.ts';
import { scan, withFiles } from './scan.ts';

const MODEL = (fields: string): Record<string, string> => ({
  'package.json': '{"dependencies":{"mongoose":"^8.0.0"}}',
  'src/user.js': `const mongoose = require('mongoose');\nconst schema = new mongoose.Schema({ ${fields} });\nmodule.exports = mongoose.model('User', schema);\n`,
});

it('a schema of which a part could not be told is no subject, and no rule vouches for it', async () => {
  const files = MODEL('name: String, mail: String, city: String, ...require("./more")');
  const results = await withFiles(files, (root) =>
    scan(root, [collectionWithoutRequiredFields, growingArrayInDocument]),
  );
  expect(results[0]).toMatchObject({ examined: 0, findings: [] });
  for (const { blind } of results.slice(0, 2))
    expect(blind).toEqual(['src/user.js:2: a part of the schema of users could not be told']);
});
