import { openApiVersion } from '../parse/openapi/detect.ts';
import { topLevelKeys } from '../parse/openapi/top-level-keys.ts';
import { looksLikeConfiguration } from './config-names.ts';
import type { ArtefactKind } from './source-file.ts';

const WORKFLOW =
  /(?:^|\/)(?:\.github\/(?:workflows|actions)\/.+\.ya?ml|action\.ya?ml|\.gitlab-ci(?:\.[\w-]+)?\.ya?ml|\.gitlab\/ci\/.+\.ya?ml|\.circleci\/.+\.ya?ml|\.gitea\/workflows\/.+\.ya?ml|\.woodpecker(?:\/.+)?\.ya?ml|\.drone\.ya?ml|\.travis\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.buildkite\/.+\.ya?ml|cloudbuild[\w.-]*\.ya?ml|appveyor\.ya?ml)$/i;
const COMPOSE_NAME = /(?:^|\/)(?:docker-|podman-)?compose[\w.-]*\.ya?ml$/i;
const COMPOSE_SERVICE = /^services[ \t]*:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]+)["']?[\w.-]+["']?[ \t]*:/m;
const KUSTOMIZATION = /(?:^|\/)(?:kustomization|Kustomization|Chart)\.ya?ml$/;
/** One of these must be in a file whose name says nothing, or it is not looked at further. */
const TELLING = ['openapi', 'swagger', 'asyncapi', 'apiVersion', 'services', 'jobs'];

/** Whether a JSON, YAML, TOML, INI or properties file may be anything but data, so that it is worth decoding. */
export function worthReading(path: string, bytes: Uint8Array): boolean {
  if (isNamed(path)) return true;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = /\.ya?ml$/i.test(path) ? TELLING : TELLING.slice(0, 4);
  return /\.(?:ya?ml|jsonc?)$/i.test(path) && words.some((word) => buffer.includes(word));
}

function isNamed(path: string): boolean {
  return WORKFLOW.test(path) || COMPOSE_NAME.test(path) || KUSTOMIZATION.test(path) || looksLikeConfiguration(path);
}

/** Undefined for data and for the settings of development tools. */
export function structuredKind(path: string, text: string): ArtefactKind | undefined {
  if (WORKFLOW.test(path)) return 'workflow';
  if (KUSTOMIZATION.test(path)) return 'kubernetes';
  return contentKind(path, text) ?? (looksLikeConfiguration(path) ? 'config' : undefined);
}

function contentKind(path: string, text: string): ArtefactKind | undefined {
  if (!/\.(?:ya?ml|jsonc?)$/i.test(path)) return undefined;
  if (openApiVersion(text) !== undefined) return 'openapi';
  const keys = new Map<string, string>();
  for (const { name, value } of topLevelKeys(text)) if (!keys.has(name)) keys.set(name, value);
  if (/^["']?\d/.test(keys.get('asyncapi') ?? '')) return 'asyncapi';
  if (isKubernetes(keys)) return 'kubernetes';
  if (keys.has('services') && (COMPOSE_NAME.test(path) || isCompose(text))) return 'compose';
  return keys.has('jobs') && keys.has('on') ? 'workflow' : undefined;
}

/** Service catalogues borrow the two keys; their groups are not served by any cluster. */
function isKubernetes(keys: Map<string, string>): boolean {
  return keys.has('apiVersion') && keys.has('kind') && !/backstage\.io/.test(keys.get('apiVersion') ?? '');
}

/** A mapping of services of which one names an image or a build. */
function isCompose(text: string): boolean {
  const indent = COMPOSE_SERVICE.exec(text)?.[1];
  return indent !== undefined && new RegExp(`^${indent}[ \\t]+(?:image|build)[ \\t]*:`, 'm').test(text);
}
