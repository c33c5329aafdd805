import { expect, test } from 'vitest';
import { modelOf, withFiles } from '../rules/scan.ts';

/** The roles of the modules of a small repository, by path. */
const rolesOf = (files: Record<string, string>): Promise<Record<string, string>> =>
  withFiles(files, async (root) =>
    Object.fromEntries((await modelOf(root)).modules.map(({ path, role }) => [path, role])),
  );

const SERVER = "const express = require('express');\nexpress().listen(3000);\n";

test('scripts of a page and its workers are told by the globals that only a browser has', async () => {
  const roles = await rolesOf({
    'server/app.js': SERVER,
    'web/users.js': "angular.module('users').controller('List', function ($scope, api) { api.load(); });\n",
    'web/worker.js': "self.addEventListener('message', (event) => self.postMessage(event.data));\n",
  });
  expect(roles).toEqual({ 'server/app.js': 'source', 'web/users.js': 'client', 'web/worker.js': 'client' });
});

test('a module that a server loads is no front end for a use of the browser it also has', async () => {
  const roles = await rolesOf({
    'server/app.js':
      "const express = require('express');\nconst { home } = require('./home');\nexpress().get(home, () => {});\n",
    'server/home.js': "exports.home = typeof window === 'undefined' ? '/' : window.location.toString();\n",
  });
  expect(roles['server/home.js']).toBe('source');
});

test('what lies below a served folder is sent to browsers, unless code outside imports it', async () => {
  const roles = await rolesOf({
    'app.js': `${SERVER}require('./src/static/pages');\n`,
    'src/static/pages.js': 'module.exports = [];\n',
    'public/js/menu.js': 'var open = false;\n',
  });
  expect(roles).toEqual({ 'app.js': 'source', 'src/static/pages.js': 'source', 'public/js/menu.js': 'client' });
});

test('types and enumerations of a generated client make no module a part of the server', async () => {
  const roles = await rolesOf({
    'server/app.js': SERVER,
    'web/list.ts':
      "import { Component } from '@angular/core';\nimport { Role, type User } from '@prisma/client';\nexport const isAdmin = (user: User) => user.role === Role.ADMIN && Component;\n",
  });
  expect(roles['web/list.ts']).toBe('client');
});

test('a page that loads its data on the server is judged', async () => {
  const roles = await rolesOf({
    'package.json': '{"dependencies":{"next":"^14.0.0","react":"^18.0.0"}}',
    'pages/index.js':
      "import { useState } from 'react';\nexport const getServerSideProps = async () => ({ props: {} });\nexport default () => useState(0);\n",
    'pages/about.js': "import { useState } from 'react';\nexport default () => useState(0);\n",
  });
  expect(roles).toEqual({ 'pages/index.js': 'source', 'pages/about.js': 'client' });
});

test('whatever reaches a database of tables runs on a server', async () => {
  const roles = await rolesOf({
    'server/app.js': SERVER,
    'shop/export.js':
      "const Database = require('better-sqlite3');\nexports.page = (html) => new Database('shop.db').prepare(html) && document.write(html);\n",
  });
  expect(roles['shop/export.js']).toBe('source');
});
