import { expect, test } from 'vitest';
import { circularDependency } from '../../rules/architecture/circular-dependency.ts';
import { domainImportsInfrastructure } from '../../rules/architecture/domain-imports-infrastructure.ts';
import { transportInService } from '../../rules/architecture/transport-in-service.ts';
import type { AnyRule } from '../../src/rule/rule.ts';
import { scan, withFiles } from './scan.ts';

const findingsOf = (rule: AnyRule, files: Record<string, string>) =>
  withFiles(files, async (root) => (await scan(root, [rule])).flatMap((result) => result.findings));

test('the import to cut is the one that goes up the layers', async () => {
  const [finding] = await findingsOf(circularDependency, {
    'src/controllers/user.controller.ts':
      "import { find } from '../services/user.service';\nexport const limit = 10;\nexport const list = () => find();\n",
    'src/services/user.service.ts':
      "import { limit } from '../controllers/user.controller';\nexport const find = () => limit;\n",
  });
  expect(finding?.fix).toBe(
    'Cut the import of src/controllers/user.controller.ts in src/services/user.service.ts (line 1): it goes up the layers; move what it needs below both, or pass it in.',
  );
});

test('a group of circles is not said to be one', async () => {
  const [finding] = await findingsOf(circularDependency, {
    'src/a.ts': "import { b } from './b';\nexport const a = () => b();\n",
    'src/b.ts': "import { a } from './a';\nimport { c } from './c';\nexport const b = () => [a, c];\n",
    'src/c.ts': "import { b } from './b';\nexport const c = () => b();\n",
  });
  expect(finding?.message).toBe(
    '3 modules are tied in circles of imports when they load; the shortest is src/a.ts → src/b.ts → src/a.ts',
  );
  expect(finding?.fix).toContain('2 of the 3 modules are still in circles then');
});

test('decorators that describe an API belong on a DTO, not behind a port', async () => {
  const [finding] = await findingsOf(domainImportsInfrastructure, {
    'src/domain/user.ts':
      "import { ApiProperty } from '@nestjs/swagger';\nexport class User {\n  @ApiProperty()\n  name!: string;\n}\n",
  });
  expect(finding?.fix).toBe(
    'Keep what @nestjs/swagger decorates on a DTO of the API, and map the domain object to it.',
  );
});

test('an import that nothing uses is a hint to remove it', async () => {
  const [finding] = await findingsOf(transportInService, {
    'src/services/user.service.ts':
      "import { Request } from 'express';\nexport const find = (id: string) => ({ id });\n",
  });
  expect(finding).toMatchObject({ severity: 'info', fix: 'Remove the import.' });
});

test('every function that answers is evidence of one finding', async () => {
  const findings = await findingsOf(transportInService, {
    'src/services/user.service.js':
      'exports.find = (req, res) => res.json({});\nexports.drop = (req, res) => res.sendStatus(204);\n',
  });
  expect(findings.map(({ related }) => related?.map(({ at }) => at.line))).toEqual([[1, 2]]);
});
