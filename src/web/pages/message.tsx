import { Layout } from "./layout.tsx";

export interface MessageProps {
  title: string;
  text: string;
  /** Where to go from here. */
  link?: { href: string; text: string };
}

/** A page with one thing to say. */
export function MessagePage({ title, text, link }: MessageProps) {
  return (
    <Layout title={title}>
      <h1>{title}</h1>
      <p>{text}</p>
      {link !== undefined && (
        <p>
          <a href={link.href}>{link.text}</a>
        </p>
      )}
    </Layout>
  );
}
