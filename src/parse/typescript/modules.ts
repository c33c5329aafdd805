import type { ExportFact, ImportedName, ImportFact } from './code-facts.ts';
import type { FactBuilder } from './fact-builder.ts';
import { patternNames } from './scopes.ts';
import { childrenOf, isFunctionNode, type Node } from './syntax-node.ts';

/** Import and export statements; anything else left over is walked for the calls and names in it. */
export function reduceModuleStatement(builder: FactBuilder, node: Node): void {
  switch (node.type) {
    case 'ImportDeclaration':
      builder.facts.imports.push(importFact(builder, node));
      return;
    case 'TSImportEqualsDeclaration':
      importEquals(builder, node);
      return;
    case 'ExportNamedDeclaration':
      exportNamed(builder, node);
      return;
    case 'ExportDefaultDeclaration':
      exportDefault(builder, node);
      return;
    case 'ExportAllDeclaration':
      exportAll(builder, node);
      return;
    case 'TSExportAssignment':
      addExport(builder, node, { name: 'module.exports', value: builder.reduce.expression(node.expression) });
      return;
    default:
      for (const child of childrenOf(node)) {
        if (child.type.endsWith('Statement') || child.type.endsWith('Declaration')) builder.reduce.statement(child);
        else if (!child.type.startsWith('TS')) builder.reduce.expression(child);
      }
  }
}

const addExport = (
  builder: FactBuilder,
  node: Node,
  fact: Omit<ExportFact, 'at' | 'typeOnly'>,
  typeOnly = false,
): void => {
  builder.facts.exports.push({ typeOnly, ...fact, at: builder.at(node) });
};

function importFact(builder: FactBuilder, node: Node): ImportFact {
  builder.facts.esm = true;
  const wholly = node.importKind === 'type' || node.importKind === 'typeof';
  const specifier: string = node.source.value;
  const names = node.specifiers.map((item: Node): ImportedName => {
    const imported =
      item.type === 'ImportDefaultSpecifier'
        ? 'default'
        : item.type === 'ImportNamespaceSpecifier'
          ? '*'
          : nameOf(item.imported);
    const typeOnly = wholly || item.importKind === 'type';
    const binding = builder.lookup(item.local.name);
    if (binding) binding.import = { specifier, imported, typeOnly };
    return { imported, typeOnly, ...(binding && { binding: binding.id }) };
  });
  const typeOnly = wholly || (names.length > 0 && names.every((name: ImportedName) => name.typeOnly));
  return { specifier, form: 'import', typeOnly, names, lazy: false, at: builder.at(node) };
}

function importEquals(builder: FactBuilder, node: Node): void {
  const reference: Node = node.moduleReference;
  if (reference.type !== 'TSExternalModuleReference') {
    let root = reference;
    while (root.type === 'TSQualifiedName') root = root.left;
    builder.reference(root);
    return;
  }
  const specifier: string = reference.expression.value;
  const binding = builder.lookup(node.id.name);
  const typeOnly = node.importKind === 'type';
  if (binding) binding.import = { specifier, imported: 'module.exports', typeOnly };
  const names = [{ imported: 'module.exports', typeOnly, ...(binding && { binding: binding.id }) }];
  builder.facts.imports.push({ specifier, form: 'import-equals', typeOnly, names, lazy: false, at: builder.at(node) });
}

function exportNamed(builder: FactBuilder, node: Node): void {
  builder.facts.esm = true;
  const wholly = node.exportKind === 'type';
  if (node.declaration) {
    exportDeclaration(builder, node.declaration, wholly);
    return;
  }
  if (node.source) reexport(builder, node, wholly);
  for (const item of node.specifiers) {
    const name = nameOf(item.exported);
    const typeOnly = wholly || item.exportKind === 'type';
    if (node.source) {
      addExport(
        builder,
        item,
        { name, from: { specifier: node.source.value, imported: nameOf(item.local) } },
        typeOnly,
      );
      continue;
    }
    const binding = builder.lookup(nameOf(item.local));
    if (binding && binding.kind === 'import') {
      if (typeOnly) binding.typeUses += 1;
      else binding.valueUses += 1;
    }
    if (binding) addExport(builder, item, { name, binding: binding.id }, typeOnly);
  }
}

function reexport(builder: FactBuilder, node: Node, wholly: boolean): void {
  const names: ImportedName[] = (node.specifiers ?? []).map((item: Node) => ({
    imported: nameOf(item.local),
    typeOnly: wholly || item.exportKind === 'type',
  }));
  const typeOnly = wholly || (names.length > 0 && names.every((name) => name.typeOnly));
  builder.facts.imports.push({
    specifier: node.source.value,
    form: 'reexport',
    typeOnly,
    names,
    lazy: false,
    at: builder.at(node),
  });
}

function exportDeclaration(builder: FactBuilder, declaration: Node, typeOnly: boolean): void {
  builder.reduce.statement(declaration);
  const ids: Node[] = declaration.declarations
    ? declaration.declarations.flatMap((item: Node) => [...patternNames(item.id)])
    : declaration.id?.type === 'Identifier'
      ? [declaration.id]
      : [];
  for (const id of ids) {
    const binding = builder.lookup(id.name);
    const isType = typeOnly || binding?.kind === 'type';
    if (binding) addExport(builder, id, { name: id.name, binding: binding.id }, isType);
  }
}

function exportDefault(builder: FactBuilder, node: Node): void {
  builder.facts.esm = true;
  const { declaration } = node;
  const named = declaration.id && (isFunctionNode(declaration) || declaration.type === 'ClassDeclaration');
  if (named || declaration.type === 'TSInterfaceDeclaration') {
    builder.reduce.statement(declaration);
    const binding = builder.lookup(declaration.id.name);
    if (binding) addExport(builder, node, { name: 'default', binding: binding.id }, binding.kind === 'type');
    return;
  }
  const expression = declaration.type.replace('Declaration', 'Expression');
  const value = builder.reduce.expression({ ...declaration, type: expression }, undefined, 'default');
  addExport(builder, node, { name: 'default', value });
}

function exportAll(builder: FactBuilder, node: Node): void {
  builder.facts.esm = true;
  const specifier: string = node.source.value;
  const typeOnly = node.exportKind === 'type';
  const names: ImportedName[] = [{ imported: '*', typeOnly }];
  builder.facts.imports.push({ specifier, form: 'reexport', typeOnly, names, lazy: false, at: builder.at(node) });
  const name = node.exported ? nameOf(node.exported) : '*';
  addExport(builder, node, { name, from: { specifier, imported: '*' } }, typeOnly);
}

const nameOf = (node: Node): string => (node.type === 'Literal' ? String(node.value) : node.name);
