/* Decodes images through libpng or libtiff and does nothing else.
 *
 *   decode-alone ROUNDS FILE...
 *
 * Prints one line a round: milliseconds of processor time for all files. Rows of a PNG are read one by one, with all
 * checksums, TIFF chunk by chunk, JPEG straight to RGB: the ways that take least in ordinary use.
 */
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <time.h>

static void fail(const char *path)
{
    fprintf(stderr, "decode-alone: %s cannot be decoded\n", path);
    exit(1);
}

static void decode_png(const char *path)
{
    FILE *file = fopen(path, "rb");
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!file || !info || setjmp(png_jmpbuf(png))) fail(path);
    png_init_io(png, file);
    png_read_info(png, info);
    size_t row_bytes = png_get_rowbytes(png, info), height = png_get_image_height(png, info);
    unsigned char *image = malloc(row_bytes * height);
    if (!image) fail(path);
    for (size_t row = 0; row < height; row++) png_read_row(png, image + row * row_bytes, NULL);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    free(image);
    fclose(file);
}

static void decode_tiff(const char *path)
{
    TIFF *tiff = TIFFOpen(path, "r");
    uint16_t compression = 0;
    if (!tiff) fail(path);
    TIFFGetField(tiff, TIFFTAG_COMPRESSION, &compression);
    if (compression == COMPRESSION_JPEG) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    int is_tiled = TIFFIsTiled(tiff);
    uint32_t chunks = is_tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    tmsize_t bytes = is_tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
    void *buffer = malloc(bytes);
    if (!buffer) fail(path);
    for (uint32_t chunk = 0; chunk < chunks; chunk++) {
        tmsize_t got = is_tiled ? TIFFReadEncodedTile(tiff, chunk, buffer, bytes)
                                : TIFFReadEncodedStrip(tiff, chunk, buffer, bytes);
        if (got < 0) fail(path);
    }
    free(buffer);
    TIFFClose(tiff);
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e3 * now.tv_sec + 1e-6 * now.tv_nsec;
}

int main(int count, char **arguments)
{
    int rounds = count > 2 ? atoi(arguments[1]) : 0;
    if (rounds < 1) {
        fprintf(stderr, "usage: decode-alone ROUNDS FILE...\n");
        return 64;
    }
    for (int round = 0; round < rounds; round++) {
        double start = milliseconds();
        for (int index = 2; index < count; index++) {
            const char *end = strrchr(arguments[index], '.');
            if (end && strcmp(end, ".png") == 0) decode_png(arguments[index]);
            else decode_tiff(arguments[index]);
        }
        printf("%.4f\n", milliseconds() - start);
    }
    return 0;
}
