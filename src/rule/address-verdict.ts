import type { ModuleNode } from '../model/repo-model.ts';
import type { LiteralFact } from '../parse/typescript/code-facts.ts';
import { isAllowList, isParsingBase } from './address-use.ts';
import {
  hasEnvironmentLabel,
  hostOf,
  isAddress,
  isDeployment,
  isFixedHost,
  isOwnHost,
  isPrivateAddress,
} from './addresses.ts';

/**
 * `own`: a deployment that differs between environments. `allowed`: an origin that may call. `maker`: at the domain of whoever makes the
 * product, where it may also be one service for all installations. `public`: of third parties.
 */
export type AddressVerdict = 'own' | 'allowed' | 'maker' | 'public';

/** Whose address it is; undefined when it is none that an environment would change. */
export function judgeAddress(module: ModuleNode, literal: LiteralFact, address: string): AddressVerdict | undefined {
  const host = hostOf(address);
  if (host === '' || host.includes('${}') || isFixedHost(host) || isIdentifier(literal)) return undefined;
  const local = isPrivateAddress(host) || !host.includes('.');
  // The development side of a choice by the environment's name; the other side is what is reported.
  if (local && choosesEnvironment(literal)) return undefined;
  if (isParsingBase(module, literal, address)) return undefined;
  if (isAllowList(module, literal)) return 'allowed';
  if (local || !/^(https?|wss?):/i.test(address) || isOwnLink(literal)) return 'own';
  if (isDeployment(host) && !isPage(address) && !isOneOfSeveral(module, literal, host)) return 'own';
  if (!isOwnHost(host, module.package.name) || isPlaceToRead(address)) return 'public';
  // The site for visitors is one; only a choice by the environment says that there are several of it.
  if (choosesEnvironment(literal)) return 'own';
  return /^(www\.)?[^.]+\.[^.]+$/.test(host) ? 'public' : 'maker';
}

/** Names what a token is for, in the form of an address: nobody is asked there. */
const isIdentifier = ({ names }: LiteralFact): boolean =>
  /(^|[a-z_])(audience|entity_?id)$/i.test(names[names.length - 1] ?? '');

/** A provider's trial system beside its real one: the code tells them apart, not the environment. */
function isOneOfSeveral(module: ModuleNode, literal: LiteralFact, host: string): boolean {
  if (!hasEnvironmentLabel(host)) return false;
  const domain = host.split('.').slice(-2).join('.');
  return module.facts.literals.some((other) => {
    if (other === literal || typeof other.value !== 'string' || !isAddress(other.value)) return false;
    const beside = hostOf(other.value);
    return beside.endsWith(`.${domain}`) && !isDeployment(beside);
  });
}

const PAGE = /\/(docs?|blog|help|guides?|legal|privacy|terms|changelog|learn)\b/i;
/** Pages for people. */
const isPage = (address: string): boolean => PAGE.test(address);

/** Pages for people, pictures: they stay where they are in every environment. */
const isPlaceToRead = (address: string): boolean =>
  isPage(address) ||
  /\/\/(docs|blog|help|status|support|learn)\.|\/\/[^/]+\/.*\.\w{2,4}$|\/\/[^/]+(\/[^/]+){3}/i.test(address);

/** One branch of a choice by the environment's name. */
export const choosesEnvironment = (literal: LiteralFact): boolean =>
  /\b(NODE_ENV|APP_ENV|VERCEL_ENV|ENVIRONMENT)\b|\bis_?(prod|dev|local|staging)/i.test(literal.choice?.test ?? '');

/** A link with a token put into it leads back to the system's own front end. */
export const isOwnLink = (literal: LiteralFact): boolean =>
  literal.template &&
  typeof literal.value === 'string' &&
  /[?&](token|code|otp)=\$\{|\/(reset|verify|confirm|activate|invite|unsubscribe)[\w-]*[/?].*\$\{/i.test(literal.value);
