import { join, relative } from 'node:path';
import ts from 'typescript';
import { governingConfig, parsedConfig } from './compiler-configs.ts';

/**
 * The judge where two graphs disagree about what is erased: the specifiers that the compiler itself leaves in each file, with
 * the whole program before it. `files` are relative to the root, and so are the keys of the answer.
 */
export function compiledSpecifiers(root: string, files: Iterable<string>): Map<string, Set<string>> {
  const left = new Map<string, Set<string>>();
  for (const [config, group] of byConfig(root, files)) {
    const options = { ...(config === undefined ? {} : parsedConfig(config).options), ...EMIT };
    const program = ts.createProgram(
      group.map((file) => join(root, file)),
      options,
    );
    for (const file of group) {
      const source = program.getSourceFile(join(root, file));
      if (source) left.set(file, specifiersLeft(program, source));
    }
  }
  return left;
}

function byConfig(root: string, files: Iterable<string>): Map<string | undefined, string[]> {
  const groups = new Map<string | undefined, string[]>();
  for (const file of files) {
    const config = governingConfig(root, join(root, file));
    groups.set(config, [...(groups.get(config) ?? []), file]);
  }
  return groups;
}

/** Emits whatever the project says of emitting, and reads nothing that its imports do not need. */
const EMIT: ts.CompilerOptions = {
  ...{ noEmit: false, emitDeclarationOnly: false, declaration: false, composite: false, incremental: false },
  ...{ noLib: true, types: [], skipLibCheck: true, allowJs: true, noEmitOnError: false, importHelpers: false },
  ...{ sourceMap: false, inlineSourceMap: false, outDir: '/emitted', rootDir: '/', allowImportingTsExtensions: false },
  ...{ module: ts.ModuleKind.Preserve, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

function specifiersLeft(program: ts.Program, source: ts.SourceFile): Set<string> {
  let text = '';
  program.emit(source, (_, written) => {
    text += written;
  });
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return new Set(importedFiles.map(({ fileName }) => fileName));
}

/** The file that the compiler finds for a specifier, relative to the root; undefined when it finds none. */
export function compilerTarget(root: string, from: string, specifier: string): string | undefined {
  const file = join(root, from);
  const config = governingConfig(root, file);
  const options = { ...(config === undefined ? {} : parsedConfig(config).options), ...EMIT };
  const { resolvedModule } = ts.resolveModuleName(specifier, file, options, ts.sys);
  return resolvedModule && relative(root, resolvedModule.resolvedFileName);
}
