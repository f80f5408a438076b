import { hubshiftError } from "../errors/index.ts";

/**
 * Does `work`, which writes what the user calls `name`. An error of the file system becomes `file-unwritable`, so that whoever named the
 * place knows what is wrong with it, or `exists` where that must not be there yet; every other error stays as it is.
 */
export async function writing<T>(
  name: string,
  work: () => Promise<T>,
  exists?: "file-exists" | "out-exists",
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (syscall === undefined) throw cause;
    if (code === "EEXIST" && exists !== undefined) throw hubshiftError(exists, { file: name }, { cause });
    throw hubshiftError("file-unwritable", { file: name, reason: code ?? "unknown" }, { cause });
  }
}
