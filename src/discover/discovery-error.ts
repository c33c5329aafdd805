/** The root cannot be scanned at all; the message is meant for the person who named it. */
export class DiscoveryError extends Error {
  override readonly name = 'DiscoveryError';
}
