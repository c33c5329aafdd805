import type { Expr } from '../../parse/typescript/code-facts.ts';

const PARTS = /^(query|params|body|headers|cookies|request|req|param|raw|hostname|originalUrl|url|nextUrl|payload)$/;
const DECORATORS =
  /^(Body|Query|Param|Headers|Req|Request|Args|Payload|QueryParam|QueryParams|PathParam|BodyParam|MessageBody|HeaderParam)$/;

/** Whether a decorator of a parameter says that the request fills it: `@Query('limit')`. */
export const isRequestDecorator = (expr: Expr): boolean => DECORATORS.test(decoratorName(expr));

/** `req.query.x`, `ctx.request.body.x`; not `req.user.id`, `ctx.state.user`. */
export const isRequestPath = (path: string[]): boolean =>
  PARTS.test(path[0] ?? '') && (!/^req(uest)?$/.test(path[0] ?? '') || path.length === 1 || PARTS.test(path[1] ?? ''));

/** The last name of `query.limit`; none for `query`. */
export const keyOf = (path: string[]): string | undefined => {
  const last = path[path.length - 1];
  return last === undefined || PARTS.test(last) ? undefined : last;
};

export const decoratorName = (expr: Expr): string => {
  const callee = expr.kind === 'call' ? expr.callee : expr;
  return callee.kind === 'reference' ? callee.name : '';
};
