#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "anqa/live/cid.hpp"
#include "anqa/live/mask.hpp"
#include "anqa/live/prints.hpp"
#include "anqa/live/text.hpp"

namespace anqa {

struct ComponentType;
struct LiveRender;
struct StreamChanges;
struct ViewType;
namespace detail {
class AttributesBox;
struct ComponentsHome;
}  // namespace detail

/// What a template's render function writes to. The same function serves the first, plain HTML and every
/// later diff: the Renderer decides which parts are wanted and in which form, and appends them straight to a
/// string; there is no tree in between.
///
/// The form of a diff is that of the npm package phoenix_live_view 1.2:
/// `{"0":"1","2":{"k":{…},"s":0},"p":{…}}`. Outside of lists a dynamic is sent when an assign that it reads
/// was changed. Within a list's rows it is sent when its value differs from what this row (by `:key`) had
/// when last sent.
///
/// Applications do not call this; the code that `anqa-heex` writes does. A Renderer serves one message.
class Renderer {
 public:
  class Node;
  class Loop;

  /// Appends HTML.
  explicit Renderer(std::string& out) : out_(out), json_(false) {}
  /// Appends a diff against what `client` remembers, and updates it. When an exception leaves the render
  /// function, `client` is of no use any more.
  Renderer(std::string& out, Print& client);

  /// What a live component is written with: its number, and where the components within it are kept.
  struct Place {
    detail::ComponentsHome* home = nullptr;
    Cid cid = {};
    /// For a diff of a component that is new: the number of another one of its class whose templates the
    /// client is to take over, negative when the client has that one from an earlier message.
    std::int64_t templates_of = 0;
  };
  Renderer(std::string& out, Place place) : out_(out), json_(false), place_(place) {}
  Renderer(std::string& out, Print& client, Place place);
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  /// Whether dynamic `index` of the innermost open node is to be rendered now. `kid` counts the dynamics that
  /// are nodes or lists. Must be asked for every dynamic, in order.
  bool wants(unsigned index, bool changed, unsigned kid = 0);

  /// The wanted dynamic is this text or value, to be escaped. A type that cannot be shown has been reported
  /// before, at its place in the template.
  template <class T>
  void text(const T& value) {
    if constexpr (detail::is_remembered<T>) {
      const Memory memory(*this);
      text(value.value);
    } else if constexpr (detail::can_show<T>)
      detail::with_text(value, [this](const auto& plain) { this->put(plain); });
  }
  /// As text(), but of what may be absent: false, null and an empty optional show as nothing, and so does
  /// true.
  template <class T>
  void optional_text(const T& value) {
    if constexpr (detail::is_remembered<T>) {
      const Memory memory(*this);
      optional_text(value.value);
    } else if constexpr (detail::can_show<T>) {
      detail::with_attribute(value, [this](const auto& plain) {
        if constexpr (std::same_as<std::remove_cvref_t<decltype(plain)>, bool>) {
          this->put(std::string_view());
        } else {
          this->put(plain);
        }
      });
    }
  }
  /// The wanted dynamic is an attribute: `open` is ` name="`. False, null and an empty optional drop it; true
  /// leaves the bare name.
  template <class T>
  void attribute(std::string_view open, const T& value) {
    if constexpr (detail::is_remembered<T>) {
      const Memory memory(*this);
      attribute(open, value.value);
    } else if constexpr (detail::can_show<T>) {
      detail::with_attribute(value, [this, open](const auto& plain) { this->put_attribute(open, plain); });
    }
  }
  /// As attribute(), for one that holds a URL: one that would run as a script becomes about:blank.
  template <class T>
  void url_attribute(std::string_view open, const T& value) {
    if constexpr (detail::is_remembered<T>) {
      const Memory memory(*this);
      url_attribute(open, value.value);
    } else if constexpr (detail::can_show<T>) {
      detail::with_attribute(value, [this, open](const auto& plain) { this->put_url(open, plain); });
    }
  }
  /// The wanted dynamic is a node or list that is absent.
  void nothing();

  /// The wanted dynamic is a live component. Throws std::logic_error where there is no live view around it,
  /// std::invalid_argument when the page has two of one class and id.
  void component(const ComponentType& type, std::string id, std::unique_ptr<detail::AttributesBox> attributes,
                 Mask given);
  /// The wanted dynamic is a live view within this one.
  void nested(const ViewType& type, const LiveRender& how);
  /// The live component whose template this is.
  Cid myself() const { return place_.cid; }

  /// Completes a diff but for its closing brace: the table of templates. Whether anything was written.
  bool finish();

 private:
  struct Frame;
  struct Scratch;
  /// While one lives, the dynamic that is written is one of remembered().
  class Memory {
   public:
    explicit Memory(Renderer& renderer) : renderer_(renderer) { renderer.remembered_ = true; }
    ~Memory() { renderer_.remembered_ = false; }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;

   private:
    Renderer& renderer_;
  };

  void put(std::string_view text);
  void put(std::int64_t number);
  void put(std::uint64_t number);
  void put(double number);
  void put(bool value) { put(std::string_view(value ? "true" : "false")); }
  void put(Raw html);
  void put_attribute(std::string_view open, std::string_view value);
  void put_attribute(std::string_view open, bool present);
  void put_attribute(std::string_view open, std::int64_t number);
  void put_attribute(std::string_view open, std::uint64_t number);
  void put_attribute(std::string_view open, double number);
  void put_url(std::string_view open, std::string_view value);
  template <class T>
  void put_url(std::string_view open, T plain) {
    put_attribute(open, plain);
  }
  template <class Number>
  void put_number(std::uint64_t bits, Number number);

  bool keep(std::uint64_t hash);
  bool keep_remembered(std::uint64_t hash);
  void key();
  void open(Frame& frame);
  void comma();
  void append_index(std::uint64_t index);
  std::uint32_t share(const Statics& statics);
  void write_statics(const Statics& statics);
  void write_shared();

  std::string& out_;
  bool json_;
  bool full_ = false;      ///< the client has nothing of the open node
  bool by_value_ = false;  ///< inside a list
  bool remembered_ = false;
  Frame* frame_ = nullptr;
  Print* print_ = nullptr;
  const std::uint64_t* old_ = nullptr;  ///< the row's words from the last time, when !full_ && by_value_
  Scratch* scratch_ = nullptr;
  Place place_ = {};
};

/// Where the writing of one node or list stands; lives on the stack of the render function.
struct Renderer::Frame {
  enum class Kind : std::uint8_t { root, node, loop, entry };

  Frame* parent;
  const Statics* statics;
  Kind kind;
  bool opened = false;
  bool was_full;
  unsigned index = 0;      ///< of the dynamic now wanted; in a loop, of the row
  unsigned kid = 0;        ///< which of the node's kids that dynamic is
  std::uint32_t from = 0;  ///< of a row: where the client has it
};

/// One template node, open from construction to end().
class Renderer::Node {
 public:
  Node(Renderer& renderer, const Statics& statics);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  void end();

 private:
  Renderer& r_;
  Frame frame_;
  Print* outer_print_;
  const std::uint64_t* old_end_ = nullptr;
  std::size_t header_ = 0;
  bool known_ = false;  ///< the client has the templates of this node
};

/// One list, open from construction to end(); each row from entry() to end_entry().
class Renderer::Loop {
 public:
  /// `stream`: of a list whose rows are sent once and then forgotten; null for others.
  Loop(Renderer& renderer, const Statics& statics, const StreamChanges* stream = nullptr);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  /// The next row, its key being its index.
  void entry();
  /// The next row. Throws std::invalid_argument when an earlier row had an equal key.
  template <class Key>
  void entry(const Key& key) {
    detail::with_text(key, [this](const auto& plain) { this->begin_entry(detail::hash_key(plain)); });
  }
  void end_entry();
  void end();

  struct Rows;

 private:
  void begin_entry(std::uint64_t key);
  void start_entry(const std::uint64_t* old, std::uint32_t from);
  void lookup(std::uint64_t key);
  void save();
  void end_stream();

  Renderer& r_;
  Frame frame_;
  Frame entry_;
  Print* print_ = nullptr;
  bool was_by_value_;
  bool known_ = false;
  bool held_something_ = true;
  bool changed_ = false;
  bool moved_ = false;
  const std::uint64_t* old_end_ = nullptr;
  const std::uint64_t* old_rows_ = nullptr;    ///< what the client has, from its header on
  const std::uint64_t* old_cursor_ = nullptr;  ///< the next old row, while rows come in their old order
  std::uint32_t old_count_ = 0;
  std::uint32_t count_ = 0;
  std::size_t header_ = 0;
  std::size_t rows_at_ = 0;
  std::size_t row_at_ = 0;
  Rows* rows_ = nullptr;
  const StreamChanges* stream_ = nullptr;
};

}  // namespace anqa
