import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '#rule': new URL('./src/rule/index.ts', import.meta.url).pathname } },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, pool: 'threads' },
});
