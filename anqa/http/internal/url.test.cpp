#include "anqa/http/internal/url.hpp"

#include <gmock/gmock.h>

namespace anqa::http::detail {
namespace {

std::string parts(std::string_view text) {
  const auto url = parse_url(text);
  if (!url) return url.error().message;
  return url->origin() + " " + url->authority + " " + url->target;
}

TEST(HttpUrl, HasItsParts) {
  EXPECT_EQ(parts("http://example.org"), "http://example.org:80 example.org /");
  EXPECT_EQ(parts("https://example.org:8443/a?b=c#d"), "https://example.org:8443 example.org:8443 /a?b=c");
  EXPECT_EQ(parts("http://h?q"), "http://h:80 h /?q");
  EXPECT_EQ(parts("http://[::1]:4000/"), "http://::1:4000 [::1]:4000 /");
}

TEST(HttpUrl, RefusesWhatCannotGoOut) {
  for (const std::string text : {"", "example.org", "ftp://h/", "http://", "http:///path", "http://h:0/",
                                 "http://h:99999/", "http://h:x/", "http://u:p@h/", "http://[::1",
                                 "http://[::1]x/", "http://h/a b", "http://h/\r\nx: y", "http://h/ä"}) {
    EXPECT_THAT(parts(text), testing::StartsWith("the URL \"" + text + "\" ")) << text;
  }
}

}  // namespace
}  // namespace anqa::http::detail
