#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "anqa/web/detail/multipart.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/upload.hpp"

namespace {

using anqa::Params;
using anqa::ParserLimits;
using anqa::Term;
using anqa::Upload;
using anqa::detail::MultipartParser;
using ::testing::HasSubstr;

std::string part(const std::string& header, const std::string& body) {
  return "--b\r\n" + header + "\r\n\r\n" + body + "\r\n";
}
std::string field(const std::string& name, const std::string& value) {
  return part("Content-Disposition: form-data; name=\"" + name + "\"", value);
}
std::string file(const std::string& name, const std::string& filename, const std::string& body) {
  return part("Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename +
                  "\"\r\nContent-Type: text/plain",
              body);
}

std::string contents(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

/// A form that was read, with its files still there.
struct Form {
  Params params;
  std::vector<anqa::detail::UploadFile> files;

  Upload upload(std::string_view name) const { return Upload::from(params[name]).value_or(Upload{}); }
};

Form read(std::string_view body, const ParserLimits& limits = {}, std::size_t piece = 1 << 20) {
  MultipartParser parser("b", limits);
  while (!body.empty()) {
    parser.feed(body.substr(0, piece));
    body.remove_prefix(std::min(piece, body.size()));
  }
  parser.finish();
  return {parser.params(), parser.take_files()};
}

int status(std::string_view body, const ParserLimits& limits = {}, std::string_view boundary = "b") {
  try {
    MultipartParser parser(boundary, limits);
    parser.feed(body);
    parser.finish();
    static_cast<void>(parser.params());
    return 200;
  } catch (const anqa::HttpError& error) {
    return error.status();
  }
}

TEST(Multipart, HasFieldsWithPlugsNesting) {
  const Form form = read(field("user[name]", "Ada") + field("tags[]", "a") + field("tags[]", "b\r\n--c") +
                         field("empty", "") + "--b--\r\n");
  EXPECT_EQ(form.params, (Params{{"user", Term::map({{"name", "Ada"}})},
                                 {"tags", Term::list({"a", "b\r\n--c"})},
                                 {"empty", ""}}));
}

TEST(Multipart, PutsFilesOnTheDisk) {
  std::string path;
  {
    const Form form = read("a preamble\r\n" + file("photo", "C:\\x \\\"1\\\".png", "\r\n\r\n--a not\r\n--") +
                           file("more[]", "1", "") + "--b--\r\nan epilogue\r\n--b\r\n");
    const Upload photo = form.upload("photo");
    path = photo.path;
    EXPECT_EQ(photo.filename, "C:\\x \"1\".png");
    EXPECT_EQ(photo.content_type, "text/plain");
    EXPECT_EQ(contents(photo.path), "\r\n\r\n--a not\r\n--");
    EXPECT_EQ(photo.size, 15U);
    struct stat info{};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    const auto more = Upload::from(form.params["more"].at(0));
    ASSERT_TRUE(more);
    EXPECT_EQ(contents(more->path), "");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Multipart, LeavesOutWhatIsNoField) {
  const Form form =
      read(file("none", "", "") + part("Content-Type: text/plain", "no name") +
           part("Content-Disposition: attachment; name=\"a\"", "no form-data") + "--b\r\n\r\nno header\r\n" +
           part("content-disposition:form-data;name=bare", "kept") + "--b--");
  EXPECT_EQ(form.params, (Params{{"bare", "kept"}}));
  EXPECT_TRUE(form.files.empty());
}

TEST(Multipart, KnowsExtendedFileNames) {
  const Form form = read(part("Content-Disposition: form-data; name=\"f\"; filename=\"x\"; "
                              "filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt",
                              "1") +
                         "--b--");
  EXPECT_EQ(form.upload("f").filename, "naïve €.txt");
}

TEST(Multipart, RefusesWhatIsBroken) {
  EXPECT_EQ(status("--b--\r\n"), 200);
  EXPECT_EQ(status("--b \t\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b  \r\n\r\n\r\n--b--"),
            200);
  EXPECT_EQ(status(""), 400);
  EXPECT_EQ(status("no boundary at all"), 400);
  EXPECT_EQ(status(field("a", "1")), 400);                     // does not end
  EXPECT_EQ(status("--b\r\nContent-Disposition: form"), 400);  // ends within a header
  EXPECT_EQ(status("--bx\r\n\r\n\r\n--b--"), 400);
  EXPECT_EQ(status("--b" + std::string(500, ' ')), 400);
  EXPECT_EQ(status(field("a", "\xff") + "--b--"), 400);
  EXPECT_EQ(status(field("\xff", "1") + "--b--"), 400);
  EXPECT_EQ(status(file("a", "\xff", "1") + "--b--"), 400);
  EXPECT_EQ(status(file("a", std::string("x\0y", 3), "1") + "--b--"), 400);
  EXPECT_EQ(status(part("Content-Disposition: form-data; name=a; filename*=latin1''x", "1") + "--b--"), 400);
  EXPECT_EQ(status("--b--", {}, ""), 400);
  EXPECT_EQ(status("--b--", {}, std::string(201, 'b')), 400);
  EXPECT_EQ(status("--b--", {}, "b\r\n"), 400);
}

TEST(Multipart, HasLimits) {
  const std::string two = field("a", "123") + field("b", "456") + "--b--";
  EXPECT_EQ(status(two, {.length = two.size()}), 200);
  EXPECT_EQ(status(two, {.length = two.size() - 1}), 413);
  EXPECT_EQ(status(two, {.length = 1, .multipart_length = two.size()}), 200);
  EXPECT_EQ(status(two, {.multipart_fields_length = 6}), 200);
  EXPECT_EQ(status(two, {.multipart_fields_length = 5}), 413);
  EXPECT_EQ(status(two, {.multipart_parts = 2}), 200);
  EXPECT_EQ(status(two, {.multipart_parts = 1}), 413);
  EXPECT_EQ(status(field(std::string(100, 'n'), "1") + "--b--", {.part_header_length = 100}), 400);
  EXPECT_EQ(status("--b\r\n" + std::string(101, 'h'), {.part_header_length = 100}), 400);
  EXPECT_EQ(status(field("a[b][c]", "1") + "--b--", {.form_depth = 2}), 400);
  EXPECT_EQ(status(file("f", "f", std::string(1000, 'x')) + "--b--", {.multipart_fields_length = 5}), 200);
}

TEST(Multipart, FailsWhereItsFolderIsNotThere) {
  EXPECT_THROW(status(file("f", "f", "1") + "--b--", {.upload_folder = "/nowhere"}), std::system_error);
}

RC_GTEST_PROP(Multipart, IsTheSameInPiecesOfAnySize, ()) {
  // Bodies of the characters that delimiters are made of.
  const auto text = rc::gen::container<std::string>(rc::gen::element('\r', '\n', '-', 'b', 'x'));
  const std::string one = *text;
  const std::string two = *text;
  const auto has_delimiter = [](const std::string& body) {
    return ("\r\n" + body + "\r\n--").find("\r\n--b") != std::string::npos;
  };
  RC_PRE(!has_delimiter(one) && !has_delimiter(two));
  const std::string body = file("f", "f", one) + field("a", two) + "--b--\r\n";
  const Form form = read(body, {}, *rc::gen::inRange<std::size_t>(1, 40));
  RC_ASSERT(contents(form.upload("f").path) == one);
  RC_ASSERT(form.upload("f").size == one.size());
  RC_ASSERT(form.params.get("a") == two);
}

TEST(Upload, CannotBeSentAsFields) {
  EXPECT_FALSE(Upload::from(*Params::decode("path=/etc/passwd&filename=x&__struct__=Elixir.Plug.Upload")));
  EXPECT_FALSE(Upload::from(Params("text")));
  EXPECT_FALSE(Upload::from(Params()));
  const Upload upload{.path = "/tmp/x", .filename = "y", .content_type = "z", .size = 3};
  EXPECT_EQ(Upload::from(Params(upload.term())), upload);
  EXPECT_FALSE(Params(upload.term()).get("path"));
}

TEST(Upload, IsMovedToWhereItStays) {
  const auto folder = std::filesystem::temp_directory_path() / "anqa-upload-test";
  std::filesystem::create_directories(folder);
  {
    const Form form = read(file("f", "f", "kept") + "--b--");
    form.upload("f").move_to((folder / "kept").string());
    EXPECT_FALSE(std::filesystem::exists(form.upload("f").path));
    EXPECT_THROW(form.upload("f").move_to((folder / "again").string()), std::system_error);
  }
  EXPECT_EQ(contents((folder / "kept").string()), "kept");
  std::filesystem::remove_all(folder);
}

TEST(HeaderParameter, IsFoundByItsName) {
  using anqa::detail::header_parameter;
  EXPECT_EQ(header_parameter("form-data; name=a; filename=\"b;name=c\"", "name"), "a");
  EXPECT_EQ(header_parameter("form-data; filename=\"b; name=c\\\"\"; NAME = \"d\"", "name"), "d");
  EXPECT_EQ(header_parameter("form-data; flag; name=", "name"), "");
  EXPECT_EQ(header_parameter("form-data; name=\"open", "name"), "open");
  EXPECT_FALSE(header_parameter("form-data; xname=1", "name"));
  EXPECT_FALSE(header_parameter("name=1", "name"));
  EXPECT_FALSE(header_parameter("", "name"));
  EXPECT_FALSE(header_parameter(";;;", "name"));
}

}  // namespace
