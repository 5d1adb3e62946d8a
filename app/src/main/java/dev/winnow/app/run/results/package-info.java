/** Results as people and scripts read them: Winnow's own topics and the folders of runs, as lines. */
@NullMarked
package dev.winnow.app.run.results;

import org.jspecify.annotations.NullMarked;
