import { defineRule, type ErrorHandler, type Subject } from '#rule';

interface Handler extends Subject {
  handler: ErrorHandler;
  others: ErrorHandler[];
}

/** Express calls error middleware only for what was registered before it. */
export const errorHandlerBeforeRoutes = defineRule({
  id: 'error-handler-before-routes',
  summary: 'An error handler stands before routes that it therefore never sees',
  why: 'Middleware runs in the order of registration: errors of routes that come after the handler pass it by.',
  fix: 'Register the error handler after every route.',
  severity: 'warning',
  precision: 'high',
  cannotDetect: ['registration order where a function is called from several places'],
  params: {},
  examples: {
    good: [
      {
        title: 'registered last',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.get('/v1/a', (req, res) => res.end());\napp.use((err, req, res, next) => next(err));\n",
        },
      },
      {
        title: 'an error handler of one path',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.use('/graphql', (error, req, res, next) => res.status(500).end());\napp.use(app.get('hooks'), (error, req, res, next) => res.status(500).end());\napp.get('/v1/a', (req, res) => res.end());\napp.use((error, req, res, next) => { console.error(error); res.status(500).end(); });\n",
        },
      },
    ],
    bad: [
      {
        title: 'registered first',
        files: {
          'package.json': '{"dependencies":{"express":"^4.18.0"}}',
          'app.js':
            "const express = require('express');\nconst app = express();\napp.use((err, req, res, next) => next(err));\napp.get('/v1/a', (req, res) => res.end());\n",
        },
        keys: ['app.js#(anonymous)'],
      },
    ],
  },
  *subjects(model): Iterable<Handler> {
    for (const use of model.frameworks) {
      if (use.name !== 'express') continue;
      for (const handler of use.errorHandlers)
        yield { key: `${handler.at.path}#${handler.name}`, at: handler.at, handler, others: use.errorHandlers };
    }
  },
  check({ handler, others }) {
    const { beforeRoutes } = handler;
    if (!beforeRoutes || handler.external) return undefined;
    const later = others.some(
      (other) => other !== handler && other.at.path === handler.at.path && other.at.line > beforeRoutes.line,
    );
    if (later) return undefined;
    return {
      message: `${handler.name} is registered before routes on line ${beforeRoutes.line}, whose errors it never sees`,
      related: [{ at: beforeRoutes, message: 'registered after the error handler' }],
    };
  },
});
