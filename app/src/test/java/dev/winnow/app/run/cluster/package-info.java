@NullMarked
package dev.winnow.app.run.cluster;

import org.jspecify.annotations.NullMarked;
