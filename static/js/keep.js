// Keep the recording and the photo of a dream on this device until it arrived.
const NAME = "dromen";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function run(mode, action) {
  try {
    const base = await open();
    return await new Promise((resolve, reject) => {
      const request = action(base.transaction("files", mode).objectStore("files"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    }).finally(() => base.close());
  } catch {
    return undefined; // private mode: nothing is kept
  }
}

export const keepFiles = (key, files) => run("readwrite", (store) => store.put(files, key));
export const keptFiles = (key) => run("readonly", (store) => store.get(key));
export const dropFiles = (key) => run("readwrite", (store) => store.delete(key));

/** Put a file in a file field; tells whether this browser can. */
export function fill(input, file) {
  try {
    const carrier = new DataTransfer();
    if (file) carrier.items.add(file);
    input.files = carrier.files;
    return true;
  } catch {
    return false;
  }
}
