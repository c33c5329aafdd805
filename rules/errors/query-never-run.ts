import {
  type CallFact,
  calledAs,
  defineRule,
  type ModuleNode,
  nameOf,
  runTimeModules,
  type Subject,
  within,
} from '#rule';

interface Dropped extends Subject {
  module: ModuleNode;
  call: CallFact;
}

/** A query that is built and dropped: nothing awaits, settles or executes it, so it is never sent. */
export const queryNeverRun = defineRule({
  id: 'query-never-run',
  summary: 'A query is built and never run',
  why: 'The queries of this library wait until they are awaited, settled or executed. This one is dropped before, so it is never sent: what it should have written is not written, and no error says so.',
  fix: 'Await the query, or end it with the call that executes it (`exec()`, `execute()`).',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['queries kept in a name that nothing runs later'],
  params: {},
  examples: {
    good: [
      {
        title: 'awaited, executed, or added to',
        files: {
          'package.json': '{"dependencies":{"mongoose":"^8.0.0","knex":"^3.0.0"}}',
          'src/a.js':
            "const mongoose = require('mongoose');\nconst User = mongoose.model('User', new mongoose.Schema({}));\nconst db = require('knex')({});\nexports.touch = async (id) => {\n  await User.updateOne({ id }, {});\n  User.updateOne({ id }, {}).exec();\n  User.updateOne({ id }, {}, (error) => console.error(error));\n  const query = db('users');\n  query.where('id', id);\n  return query;\n};\n",
        },
      },
    ],
    bad: [
      {
        title: 'nothing executes them',
        files: {
          'package.json': '{"dependencies":{"mongoose":"^8.0.0","knex":"^3.0.0"}}',
          'src/a.js':
            "const mongoose = require('mongoose');\nconst User = mongoose.model('User', new mongoose.Schema({}));\nconst db = require('knex')({});\nexports.touch = (id) => {\n  User.updateOne({ id }, {});\n  db('users').where('id', id).update({});\n};\n",
        },
        keys: ['src/a.js#touch User.updateOne', 'src/a.js#touch db.where.update'],
      },
      {
        title: 'a Prisma query waits too',
        files: {
          'package.json': '{"dependencies":{"@prisma/client":"^5.0.0"}}',
          'src/a.ts':
            "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport function seen(id: number) {\n  prisma.user.update({ where: { id }, data: {} });\n}\n",
        },
        keys: ['src/a.ts#seen prisma.user.update'],
      },
    ],
  },
  *subjects(model): Iterable<Dropped> {
    for (const module of runTimeModules(model)) {
      for (const call of module.facts.calls) {
        if (call.use !== 'discarded' && call.use !== 'void') continue;
        const name = nameOf(model, { module: module.path, fn: call.fn });
        const at = within(module.path, { ...call.expr.at, endLine: call.expr.at.line });
        yield { key: `${module.path}#${name} ${calledAs(call)}`, at, module, call };
      }
    }
  },
  check({ module, call }, _params, model) {
    const query = model.code.unrunQuery(module.path, call);
    return (
      query && {
        message: `${query.library} only runs a query that is awaited or executed: ${calledAs(call)}() is built here and dropped`,
      }
    );
  },
});
