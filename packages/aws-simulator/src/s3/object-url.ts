/** Where an object is, by the URL that AWS gives it in virtual-host style. */
export interface ObjectUrl {
  readonly bucket: string;
  readonly region: string;
  readonly key: string;
}

const HOST = /^(.+)\.s3\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/;

/** Undefined when the host is no bucket's, or the path cannot be read. */
export function locationOfUrl(host: string, path: string): ObjectUrl | undefined {
  const [, bucket, region] = HOST.exec(host) ?? [];
  if (bucket === undefined || region === undefined) return undefined;
  try {
    return { bucket, region, key: decodeURIComponent(path.replace(/^\//, '')) };
  } catch {
    return undefined;
  }
}
