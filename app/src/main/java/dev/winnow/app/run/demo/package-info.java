/** {@code winnow demo}: the synthetic day through the topology. */
@NullMarked
package dev.winnow.app.run.demo;

import org.jspecify.annotations.NullMarked;
