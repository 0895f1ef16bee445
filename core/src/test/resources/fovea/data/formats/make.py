"""Makes the files of FormatsTest with Debian's python3-pil (Pillow 9.4), and beside each of them what
Pillow decodes, on white where it is transparent, as name.png: python3 make.py"""
from math import sin

from PIL import Image, ImageCms, ImageOps

W, H = 24, 17
rgb = Image.new("RGB", (W, H))
rgb.putdata([(int(127 + 120 * sin(x / 4)), int(127 + 120 * sin(y / 3 + 1)), int(255 * x * y / (W * H)))
             for y in range(H) for x in range(W)])
grey = rgb.convert("L")
alpha = Image.new("L", (W, H))
alpha.putdata([255 * x // (W - 1) for y in range(H) for x in range(W)])
rgba = rgb.copy()
rgba.putalpha(alpha)
grey_alpha = grey.copy()
grey_alpha.putalpha(alpha)
palette = rgb.quantize(32)
bits = grey.convert("1")
deep = Image.new("I;16", (W, H))
deep.putdata([2571 * x + 101 * y for y in range(H) for x in range(W)])
second = ImageOps.invert(rgb)
large = Image.new("L", (96, 64))
large.putdata([int(127 + 60 * sin(x / 5 + y / 9) + 60 * sin(y / 4 - x * y / 300))
               for y in range(64) for x in range(96)])
turned = Image.Exif()
turned[0x0112] = 6
# A profile that exchanges red and blue, without the time when it was made.
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
swapped = srgb[:24] + bytes(12) + srgb[36:].replace(b"rXYZ", b"????", 1).replace(
    b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)


def save(image, name, **options):
    image.save(name, **options)
    seen = Image.open(name)
    if seen.mode.startswith("I"):  # 16 bits: the high byte, which Pillow would clip
        high = [value >> 8 for value in seen.getdata()]
        seen = Image.new("L", seen.size)
        seen.putdata(high)
    if seen.format != "TIFF":  # which Pillow turns when it loads them
        seen = ImageOps.exif_transpose(seen)
    white = Image.new("RGBA", seen.size, "white")
    transparent = seen.mode in ("RGBA", "LA") or "transparency" in seen.info
    plain = Image.alpha_composite(white, seen.convert("RGBA")) if transparent else seen
    plain.convert("RGB").save(name + ".png", optimize=True, icc_profile=None)


save(rgb, "lossless.webp", lossless=True)
save(rgb, "lossy.webp", quality=90)
save(rgb, "rough.webp", quality=30)
save(large.convert("RGB"), "rough-grey.webp", quality=10)
save(rgba, "alpha.webp", lossless=True)
save(rgba, "lossy-alpha.webp", quality=90)
save(rgb, "moving.webp", save_all=True, append_images=[second], lossless=True)
save(rgb, "plain.tif")
save(rgb, "lzw.tif", compression="tiff_lzw")
save(rgb, "deflate.tif", compression="tiff_adobe_deflate")
save(rgb, "packbits.tif", compression="packbits")
save(rgb, "jpeg.tif", compression="jpeg", quality=95)
save(rgb.convert("CMYK"), "cmyk.tif")
save(deep, "deep.tif")
save(palette, "palette.tif")
save(bits, "fax.tif", compression="group4")
save(grey, "grey.tif")
save(rgba, "alpha.tif")
save(rgb, "two.tif", save_all=True, append_images=[second])
save(rgb, "turned.tif", exif=turned)
save(rgb, "plain.bmp")
save(palette, "palette.bmp")
save(bits, "bits.bmp")
save(grey, "grey.bmp")
save(rgb, "moving.png", save_all=True, append_images=[second])
save(rgb, "moving.gif", save_all=True, append_images=[second])
save(palette, "clear.gif", transparency=3)
save(palette, "palette.png")
save(palette, "clear.png", transparency=3)
save(deep, "deep.png")
save(bits, "bits.png")
save(grey_alpha, "grey-alpha.png")
save(rgba, "alpha.png")
save(rgb, "turned.png", exif=turned)
save(rgb, "sequential.jpg", quality=90)
save(rgb, "fine.jpg", quality=95, subsampling=0)
save(rgb, "wide.jpg", quality=90, subsampling=1)
save(rgb, "progressive.jpg", quality=90, progressive=True)
save(grey, "grey.jpg", quality=90)
save(rgb.convert("CMYK"), "cmyk.jpg", quality=95)
save(rgb, "turned.jpg", quality=90, exif=turned)
save(rgb, "profile.webp", lossless=True, icc_profile=swapped)
save(rgba, "profile-alpha.webp", lossless=True, icc_profile=swapped)
save(rgb, "profile-damaged.webp", lossless=True, icc_profile=b"damaged")
save(rgb, "profile.tif", icc_profile=swapped)
save(rgba, "profile-alpha.tif", icc_profile=swapped)
save(rgb, "profile-damaged.tif", icc_profile=b"damaged")
save(rgb, "profile.png", icc_profile=swapped)
save(rgb, "profile.jpg", quality=90, icc_profile=swapped)
