#include "catalog/drawing.hpp"

#include <cstdint>
#include <string_view>

namespace shop {
namespace {

std::string hsl(unsigned hue, int saturation, int light) {
  return "hsl(" + std::to_string(hue % 360) + " " + std::to_string(saturation) + "% " +
         std::to_string(light) + "%)";
}

/// What the shapes of one picture share.
class Drawing {
 public:
  explicit Drawing(const Product& product) : name_(product.name) {
    std::uint32_t hash = 2166136261;  // FNV-1a
    for (const unsigned char byte : name_) hash = (hash ^ byte) * 16777619;
    hue_ = hash >> 8;
  }

  std::string paint(int saturation, int light, unsigned turn = 0) const {
    return hsl(hue_ + turn, saturation, light);
  }
  /// One of the hues from `from` on, `range` of them.
  unsigned hue_within(unsigned from, unsigned range) const { return from + hue_ % range; }
  bool is(std::string_view word) const { return name_.ends_with(word); }

  void path(std::string_view points, const std::string& fill, std::string_view more = "") {
    out_.append("<path d='").append(points).append("' fill='").append(fill).append("'").append(more);
    out_.append("/>");
  }
  void line(std::string_view points, const std::string& color, int width) {
    path(points, "none",
         " stroke='" + color + "' stroke-linecap='round' stroke-width='" + std::to_string(width) + "'");
  }
  void box(int x, int y, int width, int height, int round, const std::string& fill) {
    out_.append("<rect x='" + std::to_string(x) + "' y='" + std::to_string(y) + "' width='" +
                std::to_string(width) + "' height='" + std::to_string(height) + "' rx='" +
                std::to_string(round) + "' fill='" + fill + "'/>");
  }
  void oval(int x, int y, int rx, int ry, const std::string& fill) {
    out_.append("<ellipse cx='" + std::to_string(x) + "' cy='" + std::to_string(y) + "' rx='" +
                std::to_string(rx) + "' ry='" + std::to_string(ry) + "' fill='" + fill + "'/>");
  }
  /// Where it comes from: the name's first word.
  void origin(int y, const std::string& color) {
    out_.append("<text x='160' y='" + std::to_string(y) +
                "' text-anchor='middle' font-family='Georgia, serif' font-size='15' fill='" + color + "'>");
    for (const char c : name_.substr(0, name_.find(' '))) {
      if (c != '<' && c != '&') out_ += c;
    }
    out_.append("</text>");
  }
  void turned(int degrees) { out_.append("<g transform='rotate(" + std::to_string(degrees) + " 160 170)'>"); }
  void straight() { out_.append("</g>"); }

  std::string document(const std::string& background) const {
    return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 320 320'><rect width='320' height='320' "
           "fill='" +
           background + "'/><ellipse cx='160' cy='272' rx='98' ry='13' fill='#000' opacity='.12'/>" + out_ +
           "</svg>";
  }

 private:
  std::string_view name_;
  std::uint32_t hue_;
  std::string out_;
};

std::string tea_caddy(Drawing it) {
  const auto tin = it.paint(38, 42), dark = it.paint(40, 32), light = it.paint(45, 55);
  it.box(98, 92, 124, 180, 12, tin);
  it.path("M98 104q0-12 12-12h20v180h-20q-12 0-12-12z", light);
  it.box(92, 70, 136, 34, 10, dark);
  it.box(140, 58, 40, 16, 8, dark);
  it.box(110, 132, 100, 104, 8, "#fbf7ec");
  it.path("M160 196c-26-4-30-32-10-50 22 10 28 34 10 50z", it.paint(45, 38, 60));
  it.line("M158 198c-2-16-4-28-6-40", "#fbf7ec", 2);
  it.origin(222, "#4a4437");
  return it.document(it.paint(34, 90, 25));
}

std::string coffee_bag(Drawing it) {
  const auto hue = it.hue_within(8, 50);
  it.path("M96 88h128l10 176q0 8-8 8H94q-8 0-8-8z", hsl(hue, 34, 30));
  it.path("M96 88h34l-12 184H94q-8 0-8-8z", hsl(hue, 34, 36));
  it.box(90, 64, 140, 30, 4, hsl(hue, 36, 24));
  it.line("M98 79h124", hsl(hue, 34, 40), 3);
  it.box(112, 130, 96, 108, 8, it.paint(60, 88));
  it.oval(160, 172, 21, 28, hsl(22, 45, 30));
  it.line("M163 147c-14 16 10 32-5 50", it.paint(60, 88), 4);
  it.origin(226, "#4a3a2c");
  return it.document(hsl(hue + 10, 36, 89));
}

std::string chocolate_bar(Drawing it) {
  const auto wrap = it.paint(52, 46), fold = it.paint(50, 38);
  it.turned(-12);
  it.box(100, 66, 120, 200, 8, "hsl(20 45% 22%)");
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column)
      it.box(105 + column * 38, 72 + row * 36, 34, 31, 4, "hsl(20 42% 29%)");
  it.path("M100 160l13-12 14 12 13-12 14 12 13-12 14 12 13-12 14 12 12-10v108q0 8-8 8H108q-8 0-8-8z",
          "#e8e4da");
  it.path("M94 176h132v94q0 8-8 8H102q-8 0-8-8z", wrap);
  it.path("M94 176h132v14H94z", fold);
  it.box(112, 204, 96, 46, 6, "#fffaf0");
  it.origin(232, "#43302a");
  it.straight();
  return it.document(it.paint(40, 90, 20));
}

std::string spice_jar(Drawing it) {
  const auto hue = it.is("Cardamom")  ? it.hue_within(80, 40)
                   : it.is("Paprika") ? it.hue_within(4, 20)
                                      : it.hue_within(24, 16);
  const auto grain = it.is("Pepper") ? hsl(hue, 14, 26) : hsl(hue, 62, 42);
  it.box(108, 98, 104, 174, 18, "#ffffffcc");
  it.path("M114 150q46-16 92 0v98q0 18-18 18h-56q-18 0-18-18z", grain);
  for (int i = 0; i < 14; ++i)
    it.oval(124 + i * 37 % 74, 166 + i * 23 % 90, 6, 5,
            it.is("Pepper") ? hsl(hue, 12, 36) : hsl(hue, 66, 52));
  it.box(104, 62, 112, 42, 8, it.paint(24, 34));
  it.box(104, 84, 112, 6, 0, it.paint(22, 44));
  it.box(118, 190, 84, 46, 6, "#fffaf0");
  it.origin(218, "#4d4033");
  it.path("M118 116q4-8 12-8v60q-12-4-12-10z", "#ffffff99");
  return it.document(hsl(hue, 44, 88));
}

std::string honey_jar(Drawing it) {
  const auto hue = it.is("Chestnut Honey") ? 24U : it.is("Heather Honey") ? 32U : 44U;
  it.path("M104 112q0-10 10-10h92q10 0 10 10 18 14 18 42v90q0 28-28 28h-92q-28 0-28-28v-90q0-28 18-42z",
          hsl(hue, 88, 52));
  it.path("M104 118q-10 12-10 36v92q0 12 8 18 6-60 14-148z", hsl(hue, 92, 68));
  it.box(96, 68, 128, 38, 10, it.paint(30, 40));
  it.box(96, 88, 128, 6, 0, it.paint(28, 50));
  it.path("M160 138l44 25v50l-44 25-44-25v-50z", "#fff8e2");
  it.path("M160 156l14 8v16l-14 8-14-8v-16z", hsl(hue, 80, 56));
  it.origin(212, "#5a4520");
  return it.document(hsl(hue + it.hue_within(0, 14), 70, 90));
}

std::string teapot(Drawing it) {
  const auto clay = it.paint(30, 46), dark = it.paint(32, 36), light = it.paint(34, 60);
  it.line("M214 164q56-8 48 38-8 36-54 34", dark, 13);
  it.path("M102 196q-44-6-54-60l20-6q10 26 46 34z", dark);
  it.path("M90 200c0-44 32-68 70-68s70 24 70 68-28 72-70 72-70-28-70-72z", clay);
  it.path("M104 186q8-38 44-44-22 18-26 54-12 6-18-10z", light);
  it.path("M112 138q48-32 96 0-48 18-96 0z", dark);
  it.oval(160, 108, 12, 12, dark);
  return it.document(it.paint(30, 90, 160));
}

std::string cup(Drawing it) {
  const auto clay = it.paint(34, 48), dark = it.paint(36, 38), light = it.paint(36, 64);
  it.line("M218 150q44-2 40 36-4 34-56 36", dark, 12);
  it.path("M86 128h148l-14 118q-4 26-30 26h-60q-26 0-30-26z", clay);
  it.path("M86 128h36l4 144q-24-2-26-26z", light);
  it.oval(160, 128, 74, 20, dark);
  it.oval(160, 131, 64, 14, "hsl(32 62% 38%)");
  it.line("M140 96q-10-14 0-26t0-26", "#ffffffaa", 6);
  it.line("M176 96q-10-14 0-26t0-26", "#ffffffaa", 6);
  return it.document(it.paint(30, 89, 150));
}

std::string bowl(Drawing it) {
  const auto clay = it.paint(32, 50), light = it.paint(34, 66), dark = it.paint(34, 36);
  it.path("M58 160h204q-4 74-62 96v16h-80v-16q-58-22-62-96z", clay);
  it.path("M58 160h52q4 60 22 100l-12-4q-58-22-62-96z", light);
  it.oval(160, 160, 102, 26, dark);
  it.oval(160, 165, 90, 18, "hsl(90 38% 48%)");
  it.line("M76 196q84 34 168 0", "#ffffff88", 5);
  return it.document(it.paint(30, 90, 170));
}

}  // namespace

std::string draw(const Product& product) {
  const Drawing it(product);
  switch (product.category) {
    case Category::tea:
      return tea_caddy(it);
    case Category::coffee:
      return coffee_bag(it);
    case Category::chocolate:
      return chocolate_bar(it);
    case Category::spice:
      return spice_jar(it);
    case Category::honey:
      return honey_jar(it);
    case Category::teaware:
      return it.is("Cup") ? cup(it) : it.is("Bowl") ? bowl(it) : teapot(it);
  }
  return tea_caddy(it);
}

}  // namespace shop
