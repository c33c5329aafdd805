/** `HTTPServer` → `http_server`, as TypeORM and its usual naming strategy do it. */
export const snakeCase = (text: string): string =>
  text
    .replace(/([A-Z])([A-Z])([a-z])/g, '$1_$2$3')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** `user_id` → `userId`. */
export const camelCase = (text: string): string =>
  text.replace(/^([A-Z])|[\s\-_](\w)/g, (_, first: string | undefined, next: string | undefined) =>
    next === undefined ? (first ?? '').toLowerCase() : next.toUpperCase(),
  );

/** `postalCode` → `Postalcode`. */
export const titleCase = (text: string): string =>
  text.replace(/\w\S*/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
