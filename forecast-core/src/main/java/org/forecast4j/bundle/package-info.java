/** Trained models on disk: folders that are verified file by file before anything is used. */
@NullMarked
package org.forecast4j.bundle;

import org.jspecify.annotations.NullMarked;
