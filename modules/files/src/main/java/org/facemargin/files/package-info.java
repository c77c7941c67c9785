/**
 * Files as every module reads and writes them: whole or not at all ({@link
 * org.facemargin.files.AtomicFiles}), by content hash, line by line with the place of each line.
 *
 * <p>A format that more than one module knows has a package below; a format of faces, of networks
 * or of scores is its module's business.
 */
package org.facemargin.files;
