/** Turns a workspace into an image and puts it where environments fetch it. */
export interface ImageBuilder {
  /**
   * Builds and pushes. Same commit and same Shipchart version, same digest. A repeat is harmless.
   * @throws WorldFailure `manifest-missing`, `entry-missing`, `disk-full`
   */
  build(order: ImageOrder): Promise<BuiltImage>;
}

export interface ImageOrder {
  /** Folder that holds the prepared checkout. */
  directory: string;
  service: string;
  commit: string;
  /** Commit time in seconds since 1970: every time in the image is this one. */
  commitTime: number;
  log(line: string): void;
}

export interface BuiltImage {
  digest: string;
  /** Where it can be had, for example `oci:/…/images:shop-3f9c2ab`. */
  reference: string;
  bytes: number;
  layers: number;
}
