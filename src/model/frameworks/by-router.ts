/** Identity of a router: the place that made it (`siteKey`), or the plugin function that receives it. */
export type RouterKey = string;

/**
 * Things said of routers, each once, in the order they were said. A key names the router that one place makes; where a factory
 * or a base class makes it, `key@caller` names what each caller made of it, and what is said of `key` holds for all of them.
 */
export class ByRouter<T> {
  readonly #items = new Map<RouterKey, { order: number; item: T }[]>();
  readonly #identities = new Set<string>();
  #count = 0;

  /** `identity` tells what is the same thing said again. */
  add(router: RouterKey, item: T, identity: string): void {
    const known = `${router}\n${identity}`;
    if (this.#identities.has(known)) return;
    this.#identities.add(known);
    const list = this.#items.get(router) ?? [];
    list.push({ order: this.#count, item });
    this.#items.set(router, list);
    this.#count += 1;
  }

  /** What holds for a router: said of it, or of the factory that made it. */
  of(router: RouterKey): T[] {
    const found = generalOf(router).flatMap((key) => this.#items.get(key) ?? []);
    return found.sort((a, b) => a.order - b.order).map(({ item }) => item);
  }

  has(router: RouterKey): boolean {
    return generalOf(router).some((key) => this.#items.has(key));
  }

  hasExactly(router: RouterKey): boolean {
    return this.#items.has(router);
  }

  get keys(): IterableIterator<RouterKey> {
    return this.#items.keys();
  }

  all(): T[] {
    return [...this.#items.values()]
      .flat()
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }
}

/** A key and all that it is a particular of, most general first. */
export function generalOf(router: RouterKey): RouterKey[] {
  const keys: RouterKey[] = [];
  for (let at = router.indexOf('@'); at > 0; at = router.indexOf('@', at + 1)) keys.push(router.slice(0, at));
  return [...keys, router];
}

/** Every particular of each key, among the given ones. */
export function particularsOf(keys: RouterKey[]): Map<RouterKey, RouterKey[]> {
  const particulars = new Map<RouterKey, RouterKey[]>();
  for (const key of new Set(keys)) {
    for (const general of generalOf(key).slice(0, -1)) {
      const list = particulars.get(general);
      if (list) list.push(key);
      else particulars.set(general, [key]);
    }
  }
  return particulars;
}
