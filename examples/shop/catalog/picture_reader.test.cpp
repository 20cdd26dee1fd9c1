#include "catalog/picture_reader.hpp"

#include <gmock/gmock.h>

#include "picture_case.hpp"

using namespace shop;

namespace {

using std::string_literals::operator""s;

const std::string jpeg = "\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\1\xe0\2\x80\3rest"s;
const std::string webp = "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\2\0\xdf\1\0"s;

TEST(PictureReader, KnowsPicturesByWhatIsInThem) {
  for (const auto& [bytes, ending] : {std::pair(a_png(100), ".png"), {jpeg, ".jpg"}, {webp, ".webp"}}) {
    const auto info = read_picture(bytes);
    EXPECT_EQ(info.ending, ending);
    EXPECT_EQ(info.width, 640U) << ending;
    EXPECT_EQ(info.height, 480U) << ending;
  }
}

TEST(PictureReader, KnowsWhatIsNone) {
  for (const std::string& other : {std::string(), std::string("GIF89a"), std::string("<svg onload=alert(1)>"),
                                   std::string("RIFF"), std::string("\x89PNG\r\n\x1a\n<script>")})
    EXPECT_EQ(read_picture(other).ending, "") << other;
}

TEST(PictureReader, IsNotLedAstrayByPicturesThatEndTooSoonOrLie) {
  for (const std::string& whole : {a_png(100), jpeg, webp}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      read_picture(std::string_view(whole).substr(0, size));
      for (const char wrong : {'\0', '\x7f', '\xff'}) {
        std::string lie = whole;
        lie[size] = wrong;
        read_picture(lie);
      }
    }
  }
}

}  // namespace
