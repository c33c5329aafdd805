import { expect, it } from 'vitest';
import { modelOf, withFiles } from '../rules/scan.ts';

it('sees operators that a caller gives for a value', async () => {
  const files = {
    'package.json': '{"dependencies":{"sequelize":"^6.0.0"}}',
    'src/find.ts': `import { Op, Sequelize, DataTypes } from 'sequelize';
const Note = new Sequelize('sqlite::memory:').define('Note', { text: DataTypes.STRING });
const count = (criterion: object, exact: string) => Note.count({ where: { text: criterion, title: exact } });
export const found = () => count({ [Op.like]: '%x%' }, 'x');
`,
  };
  const { queries } = await withFiles(files, modelOf);
  expect(queries[0]?.columns.map(({ name, role }) => [name, role])).toEqual([
    ['text', 'pattern'],
    ['title', 'equality'],
  ]);
});
