package dev.winnow.app.config;

import java.nio.file.Path;

/**
 * State on disk and in memory.
 *
 * @param directory where the stores stand; it must survive a restart, else everything is restored from Kafka
 * @param rocksdbMemoryMb memory of all RocksDB stores together (block cache and write buffers), 16 to 1048576
 * @param modelCacheMb memory of live models in megabytes, 16 to 1048576; the rest wait in the stores
 */
public record StateConfig(Path directory, int rocksdbMemoryMb, int modelCacheMb) {
    public StateConfig {
        Rules.notBlank("directory", directory.toString());
        Rules.between("rocksdbMemoryMb", rocksdbMemoryMb, 16, 1 << 20);
        Rules.between("modelCacheMb", modelCacheMb, 16, 1 << 20);
    }

    static StateConfig defaults() {
        return new StateConfig(Path.of("state"), 256, 512);
    }
}
