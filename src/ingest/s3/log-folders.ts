/** Looks for the `AWSLogs/` folders below a folder: trails may have prefixes of their own, and several may share a bucket. */

/** Folders above `AWSLogs/`, and requests, that the search may take: a bucket may hold anything. */
const MAX_DEPTH = 4;
const MAX_REQUESTS = 40;
/** A folder with more folders in it is no prefix of trails. */
const MAX_FOLDERS = 64;

export interface LogFolders {
  /** Ending with `AWSLogs/`, in the order of keys. */
  readonly found: readonly string[];
  /** The uppermost folders that lead to none of them. */
  readonly others: readonly string[];
  /** Whether the search ended before all was looked at. */
  readonly isCut: boolean;
}

export async function findLogFolders(
  root: string,
  children: (prefix: string) => Promise<{ readonly folders: readonly string[] }>,
): Promise<LogFolders> {
  const found: string[] = [];
  const seen: string[] = [];
  let isCut = false;
  let requests = 0;
  let level = [root];
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const prefix of level) {
      if (requests++ >= MAX_REQUESTS) {
        isCut = true;
        break;
      }
      const { folders } = await children(prefix);
      if (folders.length > MAX_FOLDERS) isCut = true;
      for (const folder of folders) {
        if (folder === `${prefix}AWSLogs/`) found.push(folder);
        else {
          seen.push(folder);
          if (folders.length <= MAX_FOLDERS) next.push(folder);
        }
      }
    }
    if (depth === MAX_DEPTH && next.length > 0) isCut = true;
    level = next;
  }
  return { found: found.sort(), others: uppermost(seen, found), isCut };
}

function uppermost(folders: readonly string[], found: readonly string[]): string[] {
  const leads = (folder: string): boolean => found.some((one) => one.startsWith(folder));
  const others = folders.filter((folder) => !leads(folder));
  return others.filter((folder) => !others.some((one) => one !== folder && folder.startsWith(one)));
}
