#include "anqa/web/internal/digest_parts.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "anqa/base/encoding.hpp"

namespace anqa::detail {
namespace {

constexpr std::size_t digest_size = 32;

std::string digest_of(const EVP_MD* kind, std::string_view text) {
  std::string bytes(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(bytes.data()), &size, kind,
                 nullptr) != 1) {
    throw std::runtime_error("digest_assets: OpenSSL knows no such digest");
  }
  bytes.resize(size);
  return bytes;
}

/// "a/b.png" of the link "../b.png" in "a/css/app.css", or of "/a/b.png"; empty where it leads out of the
/// folder or to another site.
std::string target_of(std::string_view from, std::string_view link) {
  if (link.empty() || link.starts_with("//") || link.starts_with('#') ||
      link.substr(0, link.find_first_of("/?#")).find(':') != std::string_view::npos)
    return {};
  const std::filesystem::path base =
      link.starts_with('/') ? std::filesystem::path() : std::filesystem::path(from).parent_path();
  if (link.starts_with('/')) link.remove_prefix(1);
  std::string target = (base / std::filesystem::path(link)).lexically_normal().generic_string();
  return target.starts_with("..") ? std::string() : target;
}

/// The link to a digested file, from where the old one stood: its folder as it was written, its new name.
std::string replaced(std::string_view from, std::string_view link, bool vsn, const Relink& to) {
  const auto end = link.find_first_of("?#");
  const std::string_view path = link.substr(0, end);
  const std::string target = target_of(from, path);
  const std::string digested = target.empty() ? std::string() : to(target);
  if (digested.empty()) return std::string(link);
  const auto slash = path.rfind('/');
  std::string out(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1));
  out += std::string_view(digested).substr(digested.rfind('/') + 1);
  std::string_view rest = end == std::string_view::npos ? std::string_view() : link.substr(end);
  if (vsn) {
    out += "?vsn=d";
    if (rest.starts_with('?')) rest.remove_prefix(std::min(rest.find('#'), rest.size()));
  }
  return out.append(rest);
}

/// Replaces what stands between `begin` and the character that ends it.
std::string replace_each(std::string_view text, std::string_view begin, std::string_view ends,
                         const std::function<std::string(std::string_view)>& replace) {
  std::string out;
  while (true) {
    const auto at = text.find(begin);
    if (at == std::string_view::npos) return out.append(text);
    out += text.substr(0, at + begin.size());
    text.remove_prefix(at + begin.size());
    const auto end = std::min(text.find_first_of(ends), text.size());
    out += replace(text.substr(0, end));
    text.remove_prefix(end);
  }
}

/// `url(x)`, `url("x")` and `url( 'x' )`.
std::string relink_url(std::string_view inside, const std::function<std::string(std::string_view)>& replace) {
  const auto begin = inside.find_first_not_of(" \t\r\n\"'");
  const auto end = inside.find_last_not_of(" \t\r\n\"'");
  if (begin == std::string_view::npos) return std::string(inside);
  std::string out(inside.substr(0, begin));
  return out.append(replace(inside.substr(begin, end - begin + 1))).append(inside.substr(end + 1));
}

}  // namespace

std::string md5_hex(std::string_view text) { return hex_encode(digest_of(EVP_md5(), text)); }
std::string sha512_base64(std::string_view text) { return base64_encode(digest_of(EVP_sha512(), text)); }

std::string gzip(std::string_view text) {
  constexpr int gzip_window = 15 + 16;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("digest_assets: zlib could not be started");
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in =
      reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // NOLINT: zlib does not write it
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (done != Z_STREAM_END) throw std::runtime_error("digest_assets: zlib could not compress a file");
  return out;
}

std::string digested_name(std::string_view name, std::string_view digest) {
  const auto file = name.rfind('/') + 1;  // 0 without a folder
  const auto dot = name.substr(file).rfind('.');
  const auto at = dot == std::string_view::npos ? name.size() : file + dot;
  return std::string(name.substr(0, at)) + "-" + std::string(digest) + std::string(name.substr(at));
}

bool is_digested_name(std::string_view name) {
  name = name.substr(name.rfind('/') + 1);
  if (name.ends_with(".gz")) name.remove_suffix(3);
  const auto dot = name.rfind('.');
  const auto stem = name.substr(0, dot);
  if (stem.size() <= digest_size + 1) return false;
  const auto digits = stem.substr(stem.size() - digest_size);
  return stem[stem.size() - digest_size - 1] == '-' &&
         std::ranges::all_of(digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string relink(std::string_view name, std::string_view text, bool vsn, const Relink& to) {
  std::string out(text);
  const bool sheet = name.ends_with(".css");
  if (sheet) {
    const auto link = [&](std::string_view old) { return replaced(name, old, vsn, to); };
    out = replace_each(out, "url(", ")", [&](std::string_view inside) { return relink_url(inside, link); });
  }
  if (sheet || name.ends_with(".js") || name.ends_with(".mjs")) {
    const auto link = [&](std::string_view old) { return replaced(name, old, false, to); };
    out = replace_each(out, "# sourceMappingURL=", " \t\r\n*", link);
  }
  return out;
}

}  // namespace anqa::detail
